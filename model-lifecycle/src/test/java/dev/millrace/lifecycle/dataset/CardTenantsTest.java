package dev.millrace.lifecycle.dataset;

import static dev.millrace.lifecycle.WorkStand.LABELS;
import static dev.millrace.lifecycle.WorkStand.MONDAY;
import static dev.millrace.lifecycle.WorkStand.PIPELINE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.lifecycle.WorkStand;
import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.work.CardText;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cards in the bucket of the stand-in, written by another process. */
class CardTenantsTest {

  private static final String FOLDER = "lifecycle/triage/run-1/dataset/";
  private static final String TRAINING = "s3://millrace/" + FOLDER + "train.jsonl";

  @TempDir private static Path folder = Path.of("");
  private static WorkStand stand;

  private Instant now = MONDAY;
  private CardTenants tenants;

  @BeforeAll
  static void start() throws IOException {
    stand = WorkStand.start(folder, "{}");
    stand.erased.add("globex");
  }

  @AfterAll
  static void stop() {
    stand.close();
  }

  @BeforeEach
  void open() {
    tenants = new CardTenants(stand.files, stand.erased::contains, () -> now);
  }

  @AfterEach
  void close() {
    tenants.close();
  }

  @Test
  void namesThoseWhoWereErased() {
    put(CardText.of(card("acme", "globex")));

    assertThat(heard(TRAINING)).isEqualTo(new ErasedShare.Told(Set.of("globex")));
  }

  static List<Arguments> silent() {
    return List.of(
        argumentSet("no JSON", "{", "cannot be read"),
        argumentSet("of a later build", "{\"form\": \"millrace-dataset-2\"}", "millrace-dataset-1"),
        argumentSet(
            "a time that is none",
            CardText.of(card("globex")).replace(MONDAY.toString(), "monday"),
            "cannot be read"),
        argumentSet("of an earlier build", CardText.of(card()), "names no tenants"));
  }

  @ParameterizedTest
  @MethodSource("silent")
  void aCardThatSaysNothingIsNotNobodys(String text, String reason) {
    put(text);

    assertThat(untold(TRAINING)).contains(reason);
  }

  @Test
  void neitherIsADatasetWithoutACardOrElsewhere() {
    assertThat(untold("s3://millrace/lifecycle/triage/gone/dataset/train.jsonl"))
        .contains("no card lies beside them");
    assertThat(untold("s3://elsewhere/train.jsonl")).contains("s3://millrace/");
    assertThat(untold("s3://millrace/other.jsonl")).contains("/train.jsonl");
  }

  @Test
  void aCardThatIsPutBackIsReadAgainAfterAWhile() {
    put("{");
    untold(TRAINING);
    put(CardText.of(card("globex")));

    now = MONDAY.plus(CardTenants.AGAIN).minusMillis(1);
    untold(TRAINING);
    now = MONDAY.plus(CardTenants.AGAIN);

    assertThat(WorkStand.ended(() -> tenants.of(TRAINING), ErasedShare.Told.class::isInstance))
        .isEqualTo(new ErasedShare.Told(Set.of("globex")));
  }

  /** Another process made it anew meanwhile. */
  @Test
  void whatIsForgottenIsReadAgain() {
    tenants.isMade(card("acme", "globex"));
    put(CardText.of(card("acme")));
    assertThat(heard(TRAINING)).isEqualTo(new ErasedShare.Told(Set.of("globex")));

    tenants.forget();

    assertThat(heard(TRAINING)).isEqualTo(new ErasedShare.Told(Set.of()));
  }

  @Test
  void aDatasetThatIsMadeHereIsKnownAtOnce() {
    put("{");
    untold(TRAINING);

    tenants.isMade(card("acme", "globex"));

    assertThat(tenants.of(TRAINING)).isEqualTo(new ErasedShare.Told(Set.of("globex")));
  }

  private String untold(String training) {
    return ((ErasedShare.Untold) heard(training)).reason();
  }

  private ErasedShare heard(String training) {
    return WorkStand.ended(
        () -> tenants.of(training), share -> !(share instanceof ErasedShare.Unheard));
  }

  private static void put(String card) {
    stand.files.put(FOLDER + "card.json", "application/json", List.of(card.getBytes(UTF_8)));
  }

  private static DatasetCard card(String... names) {
    DatasetCard.Part part = new DatasetCard.Part(TRAINING, 1, 1, "00", Map.of("bug", 1));
    Offsets none = new Offsets(Map.of(), Map.of());
    return new DatasetCard(
        PIPELINE,
        "run-1",
        LABELS,
        Set.of(names),
        part,
        part,
        MONDAY,
        MONDAY,
        new Pinned(none, none),
        Map.of(),
        Map.of(),
        Map.of());
  }
}
