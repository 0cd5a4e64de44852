package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.domain.run.Runs.NOON;

import dev.millrace.lifecycle.domain.evaluation.EvaluationGate;
import dev.millrace.lifecycle.domain.evaluation.Example;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.domain.evaluation.PairedAnswers;
import dev.millrace.lifecycle.domain.evaluation.Verdict;
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
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.Training;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world in which work is done: it outlives the process. Each thing takes two polls, and what is
 * begun under a known name is the same thing.
 */
final class FakeWork implements Datasets, Training, Deployment, Evaluations {

  private static final int EXAMPLES = 200;

  final Map<String, Integer> jobs = new HashMap<>();
  final Map<String, Integer> deployments = new HashMap<>();
  final List<String> deleted = new ArrayList<>();
  final List<String> stopped = new ArrayList<>();
  private final Map<String, Integer> datasets = new HashMap<>();
  private final Map<String, Integer> evaluations = new HashMap<>();
  private final Kill kill;

  /** How many examples each is right on, of {@value #EXAMPLES}. */
  int championRight = 100;

  int candidateRight = 180;

  /** Labels that are there; 200 are needed. */
  int labels = 500;

  FakeWork(Kill kill) {
    this.kill = kill;
  }

  Work work() {
    return new Work(this, this, this, this);
  }

  @Override
  public Pinned pin() {
    return new Pinned(
        new Offsets(Map.of(0, 0L), Map.of(0, (long) labels)),
        new Offsets(Map.of(0, 0L), Map.of(0, (long) labels)));
  }

  @Override
  public DatasetState build(DatasetOrder order) {
    int examples = order.pinned().feedback().to().getOrDefault(0, 0L).intValue();
    if (examples < 200) {
      return new DatasetState.LacksLabels(
          examples, 0, new DatasetState.Need(200, 100, 2), Map.of());
    }
    String key = order.run().name() + order.pinned();
    if (polls(datasets, key) < 2) {
      return new DatasetState.Building(0.5);
    }
    DatasetCard.Part part =
        new DatasetCard.Part("s3://b/" + key, examples, 1, "00", Map.of("bug", examples));
    return new DatasetState.Ready(
        new DatasetCard(
            order.run().pipeline(),
            order.run().name(),
            order.labels(),
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
    return new TrainingState.Stopped();
  }

  @Override
  public DeploymentState begin(DeploymentOrder order) {
    String name = order.run().name();
    kill.mayStrike();
    int polls = polls(deployments, name);
    kill.mayStrike();
    return polls < 2 ? new DeploymentState.Creating() : new DeploymentState.Active("arn-" + name);
  }

  @Override
  public DeploymentState poll(DeploymentOrder order) {
    return begin(order);
  }

  @Override
  public DeploymentState delete(DeploymentOrder order) {
    kill.mayStrike();
    deleted.add(order.run().name());
    return new DeploymentState.Absent();
  }

  @Override
  public EvaluationState poll(EvaluationOrder order) {
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
