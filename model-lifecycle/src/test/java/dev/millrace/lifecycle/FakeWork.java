package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.domain.run.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.domain.evaluation.EvaluationGate;
import dev.millrace.lifecycle.domain.evaluation.Example;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.domain.evaluation.PairedAnswers;
import dev.millrace.lifecycle.domain.evaluation.Verdict;
import dev.millrace.lifecycle.work.CandidatePrices;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.Datasets;
import dev.millrace.lifecycle.work.Deployment;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Evaluations;
import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.lifecycle.work.PriceState;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.Training;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The world in which work is done: it outlives the process. Each thing takes two polls, and what is
 * begun under a known name is the same thing.
 */
final class FakeWork implements Datasets, Training, Deployment, CandidatePrices, Evaluations {

  private static final int EXAMPLES = 200;

  final Map<String, Integer> jobs = new HashMap<>();
  final Map<String, Integer> deployments = new HashMap<>();
  final List<String> deleted = new ArrayList<>();
  final List<String> stopped = new ArrayList<>();
  final Set<String> priced = new HashSet<>();
  private final Map<String, Integer> datasets = new HashMap<>();
  private final Map<String, Integer> evaluations = new HashMap<>();
  private final Kill kill;

  /** How many examples each is right on, of {@value #EXAMPLES}. */
  int championRight = 100;

  int candidateRight = 180;

  /**
   * Requests with a label that are there, as many of each; 200 of labels of the spec are needed.
   */
  int labels = 500;

  /** Whose the requests are, and who of them was erased; without acme there are too few. */
  final Set<String> tenants = new HashSet<>(Set.of("acme"));

  final Set<String> erased = new HashSet<>();

  /** How often another process was to make datasets from then on. */
  int handedOver;

  /** Whether the cards of datasets can be read. */
  boolean areCardsReadable = true;

  private final Map<String, Set<String>> tenantsOf = new HashMap<>();

  /** The labels that they have. */
  List<String> given = List.of("bug", "billing");

  /** What is wrong with the deployments that are made next. */
  int failing;

  /** So many deployments that are to be deleted have failed instead, and are still there. */
  int deletesInVain;

  /** Whether the role may delete anything. */
  boolean mayDelete = true;

  /** Whether the price of what is deployed can be told. */
  boolean isPriced = true;

  /** What comes of evaluations instead of a verdict. */
  Optional<String> obstacle = Optional.empty();

  /** Evaluations that somebody asked for, and those that may go on. */
  final List<String> asked = new ArrayList<>();

  Set<String> kept = Set.of();

  FakeWork(Kill kill) {
    this.kill = kill;
  }

  Work work() {
    return new Work(this, this, this, this, this);
  }

  @Override
  public Pinned pin() {
    return new Pinned(
        new Offsets(Map.of(0, 0L), Map.of(0, (long) labels)),
        new Offsets(Map.of(0, 0L), Map.of(0, (long) labels)));
  }

  @Override
  public DatasetState build(DatasetOrder order) {
    int examples = erased.contains("acme") ? 0 : usable(order);
    if (examples < 200) {
      return new DatasetState.LacksLabels(
          examples, 0, new DatasetState.Need(200, 100, 2), Map.of());
    }
    String key = order.run().name() + order.pinned() + order.labels();
    String uri = "s3://b/" + key;
    if (polls(datasets, key) < 2) {
      return new DatasetState.Building(0.5);
    }
    if (tenantsOf.getOrDefault(uri, tenants).stream().anyMatch(erased::contains)
        || !tenantsOf.containsKey(uri)) {
      tenantsOf.put(
          uri, tenants.stream().filter(one -> !erased.contains(one)).collect(Collectors.toSet()));
    }
    DatasetCard.Part part = new DatasetCard.Part(uri, examples, 1, "00", Map.of("bug", examples));
    return new DatasetState.Ready(
        new DatasetCard(
            order.run().pipeline(),
            order.run().name(),
            order.labels(),
            tenantsOf.get(uri),
            part,
            part,
            NOON,
            NOON,
            order.pinned(),
            Map.of(),
            Map.of(),
            Map.of()));
  }

  @Override
  public ErasedShare erasedIn(String training) {
    if (!areCardsReadable) {
      return new ErasedShare.Unheard();
    }
    Set<String> named = tenantsOf.get(training);
    return named == null
        ? new ErasedShare.Untold("no card lies beside them")
        : new ErasedShare.Told(named.stream().filter(erased::contains).collect(Collectors.toSet()));
  }

  /** Somebody deletes the cards of all datasets; what puts them back. */
  Runnable loseCards() {
    Map<String, Set<String>> lost = Map.copyOf(tenantsOf);
    tenantsOf.clear();
    return () -> tenantsOf.putAll(lost);
  }

  @Override
  public boolean isUsable(DatasetCard card) {
    return card.tenants().stream().noneMatch(erased::contains);
  }

  @Override
  public void handOver() {
    handedOver++;
  }

  /** Of a label that the spec does not have any more nothing can be learned. */
  private int usable(DatasetOrder order) {
    int all = order.pinned().feedback().to().getOrDefault(0, 0L).intValue();
    long known = given.stream().filter(order.labels()::contains).count();
    return (int) (all * known / given.size());
  }

  @Override
  public TrainingState begin(TrainingOrder order) {
    String name = order.run().name();
    kill.mayStrike();
    int polls = polls(jobs, name);
    kill.mayStrike();
    return polls < 2
        ? new TrainingState.Running("job-" + name)
        : new TrainingState.Done("job-" + name, "artifact-" + name);
  }

  @Override
  public TrainingState poll(TrainingOrder order) {
    return begin(order);
  }

  @Override
  public TrainingState stop(Run run) {
    stopped.add(run.name());
    return jobs.containsKey(run.name()) ? new TrainingState.Stopped() : new TrainingState.Absent();
  }

  @Override
  public DeploymentState begin(DeploymentOrder order) {
    String name = order.run().name();
    kill.mayStrike();
    int polls = polls(deployments, name);
    kill.mayStrike();
    if (polls < 2) {
      return new DeploymentState.Creating();
    }
    return failing-- > 0
        ? new DeploymentState.Failed("no capacity", Retry.MAY_HELP)
        : active(order.run());
  }

  @Override
  public DeploymentState poll(Run run) {
    return deployments.containsKey(run.name()) ? active(run) : new DeploymentState.Absent();
  }

  @Override
  public DeploymentState delete(Run run) {
    kill.mayStrike();
    if (!mayDelete) {
      return new DeploymentState.Unheard("AccessDenied");
    }
    deleted.add(run.name());
    return deletesInVain-- > 0
        ? new DeploymentState.Failed("still there", Retry.MAY_HELP)
        : new DeploymentState.Absent();
  }

  private static DeploymentState active(Run run) {
    return new DeploymentState.Active("arn-" + run.name(), Optional.of("model-1"));
  }

  @Override
  public PriceState of(DeploymentState.Active deployed) {
    kill.mayStrike();
    if (!isPriced) {
      return new PriceState.Missing("a price: publish one for " + deployed.modelId());
    }
    boolean isNew = priced.add(deployed.modelId());
    kill.mayStrike();
    return isNew ? new PriceState.Published() : new PriceState.InForce();
  }

  @Override
  public void keepOnly(Set<Run> runs) {
    kept = runs.stream().map(Run::name).collect(Collectors.toSet());
  }

  @Override
  public void stopAll() {
    kept = Set.of();
  }

  @Override
  public EvaluationState poll(EvaluationOrder order) {
    asked.add(order.run().name());
    assertThat(priced).as("nobody is asked without a price").contains(order.candidate());
    if (obstacle.isPresent()) {
      return new EvaluationState.Incomplete(obstacle.get());
    }
    if (polls(evaluations, order.run().name()) < 2) {
      return new EvaluationState.Running(1, 2);
    }
    List<PairedAnswers> pairs = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      pairs.add(
          new PairedAnswers(
              new Example("r" + i, "bug", Optional.empty()),
              answer(i < championRight),
              answer(i < candidateRight)));
    }
    Verdict verdict = new EvaluationGate(order.terms()).judge(pairs);
    return new EvaluationState.Judged(
        verdict, Map.of("accuracy", (double) candidateRight / EXAMPLES), Optional.empty());
  }

  private static ModelAnswer answer(boolean isRight) {
    return new ModelAnswer(Optional.of(isRight ? "bug" : "billing"), Optional.empty(), 10);
  }

  private static int polls(Map<String, Integer> of, String name) {
    return of.merge(name, 1, Integer::sum);
  }
}
