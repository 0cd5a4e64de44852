package dev.millrace.lifecycle.offline;

import static dev.millrace.lifecycle.WorkStand.LABELS;
import static dev.millrace.lifecycle.WorkStand.NOVA;
import static dev.millrace.lifecycle.WorkStand.PIPELINE;
import static dev.millrace.lifecycle.WorkStand.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.WorkStand;
import dev.millrace.lifecycle.dataset.BackgroundDatasets;
import dev.millrace.lifecycle.dataset.DatasetTerms;
import dev.millrace.lifecycle.dataset.EvaluationExamples;
import dev.millrace.lifecycle.domain.dataset.Examples.Limit;
import dev.millrace.lifecycle.domain.evaluation.GateTerms;
import dev.millrace.lifecycle.domain.evaluation.Verdict;
import dev.millrace.lifecycle.training.BedrockDeployment;
import dev.millrace.lifecycle.training.BedrockTraining;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.DatasetState.Need;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.ProfileRow;
import dev.millrace.record.Feedback;
import dev.millrace.record.OfflineCall;
import dev.millrace.record.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From labels to a verdict: a dataset, a trained model and its evaluation, at the stand-in. */
class EvaluationsTest {

  /** Always bug, which is half of the truth. */
  private static final String SETUP =
      """
      {"models": {"amazon.nova-micro": {"script": [], "otherwise": "bug"},
                  "amazon.nova-lite": {"script": [], "otherwise": "sales"}}}
      """;

  private static final String WRONG = "amazon.nova-lite-v1:0";
  private static final Run RUN = Run.first(PIPELINE, "cause");
  private static final DatasetTerms TERMS =
      new DatasetTerms(
          0.2, new Limit(1000, 1 << 24), new Limit(1000, 1 << 24), 10_000, new Need(20, 5, 2));

  /** Labelled requests of another tenant: so many that some of them would be examples. */
  private static final int ERASED = 30;

  private static final KeptCalls CALLS = new KeptCalls();
  private static final List<OfflineCall> LOST = new CopyOnWriteArrayList<>();
  private static final AtomicInteger WRITERS = new AtomicInteger();

  @TempDir private static Path folder;
  private static WorkStand stand;
  private static DatasetCard card;
  private static String candidate;

  @BeforeAll
  static void train() throws IOException {
    stand = WorkStand.start(folder, SETUP);
    stand.tickets(0, 120);
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(stand.examples(), stand.files, TERMS, () -> WorkStand.MONDAY)) {
      DatasetOrder order = new DatasetOrder(RUN, LABELS, Map.of(), stand.pin());
      card =
          ((DatasetState.Ready)
                  WorkStand.ended(
                      () -> datasets.build(order), DatasetState.Ready.class::isInstance))
              .card();
    }
    BedrockTraining training =
        new BedrockTraining(
            stand.bedrock,
            new BedrockTraining.Terms(ROLE, "s3://millrace/models", Map.of(), Map.of()));
    TrainingOrder order = TrainingOrder.of(RUN, NOVA, card);
    TrainingState.Done done =
        (TrainingState.Done)
            WorkStand.ended(() -> training.begin(order), TrainingState.Done.class::isInstance);
    BedrockDeployment deployment = new BedrockDeployment(stand.bedrock);
    candidate =
        ((DeploymentState.Active)
                WorkStand.ended(
                    () -> deployment.begin(new DeploymentOrder(RUN, done.artifact())),
                    DeploymentState.Active.class::isInstance))
            .modelId();
    stand.tickets(120, 200);
    for (int i = 0; i < ERASED; i++) {
      String id = "globex-" + i;
      stand.request(id, "the app of globex fails " + i, one -> one.setTenant("globex"));
      stand.feedback(
          new Feedback(
              id, null, "globex", PIPELINE, "bug", null, "x", WorkStand.MONDAY.plusSeconds(1)));
    }
    stand.erased.add("globex");
  }

  @AfterAll
  static void stop() {
    stand.close();
  }

  @Test
  void aModelThatLearnedFromLabelsIsAcceptedAndNobodyIsAskedTwice() throws IOException {
    EvaluationOrder order = order(RUN, candidate, "1.00");
    EvaluationState.Judged judged = (EvaluationState.Judged) ended(order);

    assertThat(judged.verdict()).isInstanceOf(Verdict.Accepted.class);
    assertThat(judged.evaluation().get("accuracy")).isGreaterThan(0.95);
    assertThat(judged.evaluation().get("championAccuracy")).isBetween(0.2, 0.8);
    assertThat(judged.evaluation().get("examples")).isGreaterThan(card.holdout().examples());
    assertThat(judged.evaluation().get("recentExamples")).isBetween(5.0, 40.0);
    long asked = invocations();

    // Another process, as after a kill.
    assertThat(ended(order)).isEqualTo(judged);
    assertThat(invocations()).isEqualTo(asked);
  }

  @Test
  void aModelThatIsWorseIsRejected() {
    EvaluationState.Judged judged =
        (EvaluationState.Judged) ended(order(Run.first(PIPELINE, "worse"), WRONG, "1.00"));

    assertThat(judged.verdict())
        .isInstanceOfSatisfying(
            Verdict.Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Verdict.Reason.LESS_ACCURATE);
              assertThat(rejected.detail()).contains("the candidate is right on 0.0 %");
            });
    assertThat(judged.spent()).hasValueSatisfying(spent -> assertThat(spent).isPositive());
  }

  @Test
  void noModelIsAskedAboutATenantThatWasErasedAndThatIsInTheAccount() {
    EvaluationState.Judged judged =
        (EvaluationState.Judged) ended(order(Run.first(PIPELINE, "erased"), WRONG, "1.00"));

    assertThat(judged.evaluation()).containsEntry("erasedExamples", (double) ERASED);
    assertThat(CALLS.answered)
        .extracting(ended -> ended.call().questionId())
        .isNotEmpty()
        .noneMatch(id -> id.startsWith("globex"));
  }

  @Test
  void withoutMoneyItSaysSoAndGoesOnWithMore() {
    Run run = Run.first(PIPELINE, "poor");
    assertThat(ended(order(run, WRONG, "0.00001")))
        .isInstanceOfSatisfying(
            EvaluationState.Incomplete.class,
            incomplete -> assertThat(incomplete.reason()).contains("missing").contains("budget"));

    assertThat(ended(order(run, WRONG, "1.00"))).isInstanceOf(EvaluationState.Judged.class);
  }

  @Test
  void aCandidateWithoutAPriceIsNotAskedAndThatIsSaid() {
    assertThat(
            ended(order(Run.first(PIPELINE, "unpriced"), candidate, "1.00"), PriceBook.starter()))
        .isInstanceOfSatisfying(
            EvaluationState.Incomplete.class,
            incomplete -> assertThat(incomplete.reason()).contains("has no price"));
  }

  /** As after a kill: what was under way may have been paid for. */
  @Test
  void whatAnEarlierLifeMayHaveSpentCounts() {
    Run run = Run.first(PIPELINE, "killed");
    OfflineCall call =
        OfflineCall.newBuilder()
            .setId("call-1")
            .setRun("evaluation " + run.name())
            .setRequestId("r1")
            .setTenant("acme")
            .setPipeline(PIPELINE)
            .setModelId(NOVA)
            .setModelVersion(0)
            .setStartedAt(WorkStand.MONDAY)
            .setLostAt(WorkStand.MONDAY)
            .setUsage(new TokenUsage(1L, 1L, 0L, 0L, 0L))
            .setCost(new BigDecimal("0.90").setScale(12))
            .build();
    LOST.add(call);
    assertThat(ended(order(run, WRONG, "0.90"))).isInstanceOf(EvaluationState.Incomplete.class);
    LOST.remove(call);

    assertThat(ended(order(run, WRONG, "0.90")))
        .as("although it is booked, and in no list any more")
        .isInstanceOf(EvaluationState.Incomplete.class);
    assertThat(ended(order(run, WRONG, "1.90"))).isInstanceOf(EvaluationState.Judged.class);
  }

  @Test
  void oneThatNobodyWantsEndsAndGoesOnWhenItIsWantedAgain() {
    Run run = Run.first(PIPELINE, "stopped");
    EvaluationOrder order = order(run, WRONG, "1.00");
    try (BackgroundEvaluations evaluations = new BackgroundEvaluations(tools(book()))) {
      assertThat(evaluations.poll(order)).isInstanceOf(EvaluationState.Running.class);
      evaluations.keepOnly(Set.of());
      evaluations.keepOnly(Set.of(run));

      assertThat(
              WorkStand.ended(
                  () -> evaluations.poll(order),
                  state -> !(state instanceof EvaluationState.Running)))
          .isInstanceOf(EvaluationState.Judged.class);
    }
    assertThat(CALLS.open).as("every call has an end").isEmpty();
  }

  private static EvaluationOrder order(Run run, String candidate, String budget) {
    return new EvaluationOrder(
        run,
        card,
        stand.pin(),
        NOVA,
        candidate,
        new GateTerms(0, 20, 10, 0.05, 100, 100, GateTerms.Resampling.USUAL),
        new BigDecimal(budget));
  }

  private static EvaluationState ended(EvaluationOrder order) {
    return ended(order, book());
  }

  private static EvaluationState ended(EvaluationOrder order, PriceBook prices) {
    try (BackgroundEvaluations evaluations = new BackgroundEvaluations(tools(prices))) {
      return WorkStand.ended(
          () -> evaluations.poll(order), state -> !(state instanceof EvaluationState.Running));
    }
  }

  private static BackgroundEvaluations.Tools tools(PriceBook prices) {
    OfflineLedger ledger =
        new OfflineLedger(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
            OfflineLedger.Codecs.of(stand.registry),
            () -> "unused",
            tenant -> false);
    return new BackgroundEvaluations.Tools(
        new EvaluationExamples(stand.examples(), stand.files, TERMS),
        asked ->
            new S3Answers(
                stand.s3,
                "millrace",
                stand.files.folder(asked.run()) + "/evaluation",
                "writer-" + WRITERS.incrementAndGet()),
        (modelId, run, whose) ->
            ConverseModel.open(
                stand.aws,
                new ConverseModel.Access(modelId, run, 8, Duration.ofSeconds(30)),
                prices,
                InstantSource.system(),
                CALLS),
        new LostCalls(() -> LOST, ledger, InstantSource.system(), () -> {}),
        new OfflineRun.Terms(8, Duration.ofMinutes(1), 3, Duration.ofMillis(10)),
        InstantSource.system());
  }

  /** With the price of the candidate, as of every deployment. */
  private static PriceBook book() {
    BookRows rows = PriceBook.starter().rows();
    return PriceBook.of(
        new BookRows(
            rows.region(), rows.prices(), rows.units(), List.of(new ProfileRow(candidate, NOVA))),
        1);
  }

  private static long invocations() throws IOException {
    try (var lines = Files.lines(folder.resolve("invocations.jsonl"))) {
      return lines.count();
    }
  }
}
