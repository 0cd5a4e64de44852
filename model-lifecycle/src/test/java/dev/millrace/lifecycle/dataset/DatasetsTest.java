package dev.millrace.lifecycle.dataset;

import static dev.millrace.lifecycle.WorkStand.LABELS;
import static dev.millrace.lifecycle.WorkStand.MONDAY;
import static dev.millrace.lifecycle.WorkStand.PIPELINE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.WorkStand;
import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.domain.dataset.Examples.Limit;
import dev.millrace.lifecycle.work.CardText;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.DatasetState.Need;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.record.FeatureType;
import dev.millrace.record.Feedback;
import dev.millrace.record.Task;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets of topics in memory, in the bucket of the stand-in. */
class DatasetsTest {

  private static final DatasetTerms TERMS =
      new DatasetTerms(
          0.2, new Limit(1000, 1 << 24), new Limit(1000, 1 << 24), 10_000, new Need(20, 5, 2));

  @TempDir private Path folder = Path.of("");
  private WorkStand stand;

  @BeforeEach
  void start() throws IOException {
    stand = WorkStand.start(folder, "{}");
  }

  @AfterEach
  void stop() {
    stand.close();
  }

  @Test
  void makesADatasetAndSaysWhatItIs() throws IOException {
    stand.tickets(0, 100);
    DatasetCard card = ready(order("c1", stand.pin()));

    assertThat(card.training().examples() + card.holdout().examples()).isEqualTo(100);
    assertThat(card.training().labels()).containsOnlyKeys("bug", "billing");
    assertThat(card.holdout().examples()).isBetween(8, 35);
    assertThat(card.from()).isEqualTo(MONDAY);
    assertThat(card.schemas())
        .isEqualTo(Map.of("inference-requests", List.of(1), "feedback", List.of(2)));
    assertThat(card.left()).isEmpty();
    String training = stand.files.textAt(card.training().uri()).orElseThrow();
    assertThat(training.lines())
        .hasSize(card.training().examples())
        .allMatch(line -> line.startsWith("{\"schemaVersion\":\"bedrock-conversation-2024\""))
        .allMatch(line -> line.contains("labels and nothing else:\\n- bug\\n- billing"));
    assertThat(training.getBytes(UTF_8)).hasSize((int) card.training().bytes());
    assertThat(stand.files.text(folder(card) + "/card.json").map(CardText::read)).contains(card);
    Set<String> sides = new HashSet<>(training.lines().toList());
    assertThat(stand.files.textAt(card.holdout().uri()).orElseThrow().lines())
        .hasSize(card.holdout().examples())
        .noneMatch(sides::contains);
  }

  @Test
  void theSameOrderGivesTheSameBytesWhateverCameSince() throws IOException {
    stand.tickets(0, 100);
    Pinned pinned = stand.pin();
    DatasetCard first = ready(order("c1", pinned));
    stand.tickets(100, 150);
    stand.label("r1", "bug", MONDAY.plusSeconds(90_000));
    DatasetCard second = ready(order("c2", pinned));

    assertThat(second.training().sha256()).isEqualTo(first.training().sha256());
    assertThat(second.holdout().sha256()).isEqualTo(first.holdout().sha256());
    assertThat(ready(order("c3", stand.pin())).training().sha256())
        .isNotEqualTo(first.training().sha256());
  }

  @Test
  void isMadeOnce() throws IOException {
    stand.tickets(0, 100);
    DatasetOrder order = order("c1", stand.pin());
    DatasetCard card = ready(order);
    stand.files.put(folder(card) + "/train.jsonl", "text/plain", List.of("mark".getBytes(UTF_8)));

    // Another process asks again, as after a kill.
    assertThat(ready(order)).isEqualTo(card);
    assertThat(stand.files.textAt(card.training().uri())).contains("mark");
  }

  @Test
  void saysWhichLabelsAreLacking() {
    stand.tickets(0, 1);
    stand.labelled("x", "no label of the pipeline", "sales");

    assertThat(state(order("c1", stand.pin())))
        .isInstanceOfSatisfying(
            DatasetState.LacksLabels.class,
            lacks -> {
              assertThat(lacks.training() + lacks.holdout()).isEqualTo(1);
              assertThat(lacks.need()).isEqualTo(TERMS.need());
              assertThat(lacks.byLabel()).isEqualTo(Map.of("bug", 1, "billing", 0));
            });
  }

  @Test
  void oneLabelAloneTeachesNothing() {
    for (int i = 0; i < 200; i++) {
      stand.labelled("r" + i, "text " + i, "bug");
    }

    assertThat(state(order("c1", stand.pin()))).isInstanceOf(DatasetState.LacksLabels.class);
  }

  @Test
  void countsWhatItLeavesOut() throws IOException {
    stand.tickets(0, 100);
    stand.labelled("again", "INVOICE 1 charged me twice,  I want a refund", "billing");
    stand.labelled("other", "something else", "sales");
    stand.labelled("blank", " \n", "bug");
    stand.labelled("long", "x".repeat(100_001), "bug");
    stand.request("generated", "a text", request -> request.setTask(Task.GENERATION));
    stand.label("generated", "bug", MONDAY);
    stand.label("nobody", "bug", MONDAY);
    stand.label("r1", null, MONDAY.plusSeconds(80_000));
    stand.add(Topics.FEEDBACK, new byte[] {1, 2});
    stand.add(Topics.INFERENCE_REQUESTS, new byte[0]);
    stand.feedback(
        new Feedback("r3", null, "evil", PIPELINE, "bug", null, "x", MONDAY.plusSeconds(90_000)));
    stand.feedback(
        new Feedback("r5", null, "acme", "other", "bug", null, "x", MONDAY.plusSeconds(90_000)));
    DatasetCard card = ready(order("c1", stand.pin()));

    assertThat(card.left())
        .isEqualTo(
            Map.of(
                "sameText", 1,
                "otherLabels", 1,
                "withoutText", 1,
                "tooLong", 1,
                "otherTask", 1,
                "withoutRequest", 2,
                "unreadable", 2));
    assertThat(card.training().examples() + card.holdout().examples()).isEqualTo(100);
    assertThat(
            card.training().labels().getOrDefault("billing", 0)
                + card.holdout().labels().getOrDefault("billing", 0))
        .isEqualTo(50);
  }

  @Test
  void leavesOutTenantsThatWereErasedAndCountsTheirLabels() throws IOException {
    stand.tickets(0, 100);
    ofGlobex(100, 110);
    stand.erased.add("globex");
    DatasetCard card = ready(order("c1", stand.pin()));

    assertThat(card.left()).isEqualTo(Map.of("erasedTenants", 10));
    assertThat(card.training().examples() + card.holdout().examples()).isEqualTo(100);
    assertThat(card.tenants()).containsExactly("acme");
  }

  /** A run may go on with it long after it was made. */
  @Test
  void aDatasetWithATenantThatWasErasedSinceIsMadeAnew() throws IOException {
    stand.tickets(0, 100);
    ofGlobex(100, 140);
    DatasetOrder order = order("c1", stand.pin());
    DatasetCard before = ready(order);
    assertThat(before.tenants()).containsExactlyInAnyOrder("acme", "globex");
    assertThat(files(before)).contains("globex");

    stand.erased.add("globex");
    DatasetCard after = ready(order);

    assertThat(after.training().uri()).isEqualTo(before.training().uri());
    assertThat(after.left()).isEqualTo(Map.of("erasedTenants", 40));
    assertThat(files(after)).as("it was written over").doesNotContain("globex");
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(stand.examples(), stand.files, TERMS, () -> MONDAY)) {
      assertThat(datasets.isUsable(before)).isFalse();
      assertThat(datasets.isUsable(after)).isTrue();
    }
  }

  /** Something may have been trained with what it held: it has to be known who was in it. */
  @Test
  void aDatasetThatIsMadeInThePlaceOfAnotherGoesOnNamingItsTenants() throws IOException {
    stand.tickets(0, 100);
    Pinned without = stand.pin();
    ofGlobex(100, 140);
    assertThat(ready(order("c1", stand.pin())).tenants()).contains("globex");

    DatasetCard after = ready(order("c1", without));

    assertThat(files(after)).doesNotContain("globex");
    assertThat(after.tenants()).containsExactlyInAnyOrder("acme", "globex");
  }

  @Test
  void makesAnewWhatWasGivenUp() throws IOException {
    stand.tickets(0, 100);
    DatasetOrder order = order("c1", stand.pin());
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(stand.examples(), stand.files, TERMS, () -> MONDAY)) {
      assertThat(datasets.build(order)).isInstanceOf(DatasetState.Building.class);

      datasets.handOver();

      assertThat(ended(datasets, order)).isInstanceOf(DatasetState.Ready.class);
    }
  }

  /** Another process made it: all that there is of it is its card. */
  @Test
  void saysWhichTenantsOfADatasetWereErasedSince() throws IOException {
    stand.tickets(0, 100);
    ofGlobex(100, 140);
    DatasetOrder order = order("c1", stand.pin());
    String training = ready(order).training().uri();
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(stand.examples(), stand.files, TERMS, () -> MONDAY)) {
      assertThat(erasedIn(datasets, training)).isEmpty();
      stand.erased.add("globex");
      assertThat(erasedIn(datasets, training)).containsExactly("globex");

      assertThat(ended(datasets, order)).isInstanceOf(DatasetState.Ready.class);
      assertThat(erasedIn(datasets, training)).as("it was made anew").isEmpty();
    }
  }

  private static Set<String> erasedIn(BackgroundDatasets datasets, String training) {
    ErasedShare share =
        WorkStand.ended(
            () -> datasets.erasedIn(training), one -> !(one instanceof ErasedShare.Unheard));
    return ((ErasedShare.Told) share).tenants();
  }

  /** The first as of an earlier build, the second as of a later one. */
  @ParameterizedTest
  @ValueSource(strings = {"\"tenants\" : \\[[^]]*],", "millrace-dataset-1"})
  void aDatasetThatDoesNotSayWhoseItIsIsMadeAnew(String taken) throws IOException {
    stand.tickets(0, 100);
    DatasetOrder order = order("c1", stand.pin());
    DatasetCard card = ready(order);
    String key = folder(card) + "/card.json";
    String text = stand.files.text(key).orElseThrow();
    String silent = text.replaceFirst(taken, "");
    assertThat(silent).isNotEqualTo(text);
    stand.files.put(key, "application/json", List.of(silent.getBytes(UTF_8)));
    stand.files.put(folder(card) + "/train.jsonl", "text/plain", List.of("mark".getBytes(UTF_8)));

    assertThat(ready(order)).isEqualTo(card);
    assertThat(stand.files.textAt(card.training().uri()).orElseThrow()).isNotEqualTo("mark");
  }

  @Test
  void examinesNoModelWithTenantsThatWereErasedSince() throws IOException {
    stand.tickets(0, 100);
    ofGlobex(100, 140);
    DatasetCard card = ready(order("c1", stand.pin()));
    ofGlobex(140, 145);
    int held = card.holdout().examples();

    stand.erased.add("globex");
    EvaluationExamples.Found found =
        new EvaluationExamples(stand.examples(), stand.files, TERMS).of(card, stand.pin());

    assertThat(found.all()).isNotEmpty().allMatch(example -> example.tenant().equals("acme"));
    assertThat(found.all().size() + found.erased())
        .as("those held out and the five labels since")
        .isEqualTo(held + 5);
    assertThat(found.erased()).isGreaterThan(5);
    assertThat(found.recent()).isEmpty();
  }

  @Test
  void describesFeaturesOfWhatIsTrainedWithOnly() throws IOException {
    stand.tickets(0, 100);
    FeatureProfiles counting =
        (types, examples) ->
            Map.of(
                types.keySet().iterator().next(),
                ByteBuffer.wrap(new byte[] {(byte) examples.size()}));
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(
            new DatasetBuild.Tools(stand.examples(), TERMS, counting, stand.files), () -> MONDAY)) {
      DatasetOrder order =
          new DatasetOrder(
              Run.first(PIPELINE, "c1"), LABELS, Map.of("/body", FeatureType.TEXT), stand.pin());
      DatasetCard card = ((DatasetState.Ready) ended(datasets, order)).card();

      assertThat(card.profile())
          .containsEntry("/body", ByteBuffer.wrap(new byte[] {(byte) card.training().examples()}));
    }
  }

  @Test
  void aBucketThatIsNotThereIsSaid() {
    stand.tickets(0, 100);
    RunFiles nowhere = new RunFiles(stand.s3, "nowhere", "lifecycle");
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(stand.examples(), nowhere, TERMS, () -> MONDAY)) {
      assertThat(ended(datasets, order("c1", stand.pin())))
          .isInstanceOfSatisfying(
              DatasetState.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains("s3://nowhere/").contains("404");
                assertThat(failed.retry()).isEqualTo(Retry.IN_VAIN);
              });
    }
  }

  @Test
  void examinesWithTheHoldoutAndWithWhatNoTrainingCanHaveSeenSince() throws IOException {
    stand.tickets(0, 100);
    DatasetCard card = ready(order("c1", stand.pin()));
    stand.tickets(100, 200);
    EvaluationExamples.Found found =
        new EvaluationExamples(stand.examples(), stand.files, TERMS).of(card, stand.pin());
    DatasetCard later = ready(order("c2", stand.pin()));

    assertThat(found.all()).hasSize(later.holdout().examples());
    assertThat(found.recent()).hasSize(later.holdout().examples() - card.holdout().examples());
    assertThat(found.recent())
        .allMatch(id -> Integer.parseInt(id.substring(1)) >= 100)
        .isNotEmpty();
  }

  /** Requests of another tenant, whose texts name it. */
  private void ofGlobex(int from, int to) {
    for (int i = from; i < to; i++) {
      stand.request("g" + i, "globex is in trouble " + i, request -> request.setTenant("globex"));
      stand.feedback(
          new Feedback(
              "g" + i, null, "globex", PIPELINE, "bug", null, "x", MONDAY.plusSeconds(3_600)));
    }
  }

  /** All that lies in its folder but the card. */
  private String files(DatasetCard card) throws IOException {
    return stand.files.textAt(card.training().uri()).orElseThrow()
        + stand.files.textAt(card.holdout().uri()).orElseThrow()
        + stand.files.textAt(DatasetBuild.evaluationUri(card.holdout().uri())).orElseThrow();
  }

  private DatasetOrder order(String cause, Pinned pinned) {
    return new DatasetOrder(Run.first(PIPELINE, cause), LABELS, Map.of(), pinned);
  }

  private DatasetCard ready(DatasetOrder order) throws IOException {
    DatasetState state = state(order);
    if (state instanceof DatasetState.Ready ready) {
      return ready.card();
    }
    throw new IOException("expected a dataset, got " + state);
  }

  private DatasetState state(DatasetOrder order) {
    try (BackgroundDatasets datasets =
        new BackgroundDatasets(stand.examples(), stand.files, TERMS, () -> MONDAY)) {
      return ended(datasets, order);
    }
  }

  private static DatasetState ended(BackgroundDatasets datasets, DatasetOrder order) {
    return WorkStand.ended(
        () -> datasets.build(order), state -> !(state instanceof DatasetState.Building));
  }

  private static String folder(DatasetCard card) {
    return "lifecycle/" + card.pipeline() + "/" + card.run() + "/dataset";
  }
}
