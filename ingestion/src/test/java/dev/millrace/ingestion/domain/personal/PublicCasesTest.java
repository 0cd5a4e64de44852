package dev.millrace.ingestion.domain.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The recognisers on public data: how many they find, and that they find nothing else. */
class PublicCasesTest {

  private static final String FOLDER = "text/pii/";

  private static final Map<String, Kind> KINDS =
      Map.of(
          "EMAIL_ADDRESS", Kind.EMAIL,
          "CREDIT_CARD", Kind.CARD,
          "IBAN_CODE", Kind.IBAN,
          "US_SSN", Kind.SSN,
          "IP_ADDRESS", Kind.IP,
          "PHONE_NUMBER", Kind.PHONE);

  /**
   * Must-match cases that are not claimed. Five digits, a hyphen and four are the form of a ZIP+4
   * code, and three, a hyphen and six that of many part numbers.
   */
  private static final List<String> NOT_CLAIMED = List.of("078-051121 07805-1121");

  /** What became of the places of one kind. */
  private static final class Score {

    private int places;
    private int found;
    private int findings;
    private int right;

    double recall() {
      return (double) found / places;
    }

    double precision() {
      return (double) right / findings;
    }

    @Override
    public String toString() {
      return String.format(
          "recall %.3f (%d/%d), precision %.3f (%d/%d)",
          recall(), found, places, precision(), right, findings);
    }
  }

  /** The data's own README asks for less: card precision 0.986, IBAN 0.952, IP 0.929 and 0.867. */
  @Test
  void reachesTheAnchorsOnSyntheticSentences() throws IOException {
    Map<Kind, Score> scores = new EnumMap<>(Kind.class);
    for (JsonNode sentence : new JsonMapper().readTree(file("synthetic-sentences.json").toFile())) {
      score(sentence, scores);
    }
    scores.forEach(
        (kind, score) -> System.out.println("synthetic sentences, " + kind + ": " + score));

    assertThat(score(scores, Kind.EMAIL).found).isEqualTo(49);
    assertThat(score(scores, Kind.EMAIL).precision()).isEqualTo(1.0);
    assertThat(score(scores, Kind.CARD).recall()).isEqualTo(1.0);
    assertThat(score(scores, Kind.CARD).precision()).isEqualTo(1.0);
    assertThat(score(scores, Kind.IBAN).recall()).isEqualTo(1.0);
    assertThat(score(scores, Kind.IBAN).precision()).isEqualTo(1.0);
    assertThat(score(scores, Kind.SSN).recall()).isEqualTo(1.0);
    assertThat(score(scores, Kind.SSN).precision()).isEqualTo(1.0);
    assertThat(score(scores, Kind.IP).recall()).isEqualTo(1.0);
    assertThat(score(scores, Kind.IP).precision()).isEqualTo(1.0);
    assertThat(score(scores, Kind.PHONE).recall()).isGreaterThanOrEqualTo(0.6);
    assertThat(score(scores, Kind.PHONE).precision()).isGreaterThanOrEqualTo(0.94);
  }

  @Test
  void findsNothingWhereNothingIsToBeFound() throws IOException {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (JsonNode one : recogniserCases()) {
      if (one.path("expected_len").asInt() == 0) {
        cases++;
        Recognisers.find(one.path("text").asText())
            .forEach(finding -> wrong.add(finding + " in " + one.path("text")));
      }
    }
    System.out.println("recogniser cases that must not match: " + cases);

    assertThat(cases).isPositive();
    assertThat(wrong).isEmpty();
  }

  @Test
  void findsWhatIsToBeFoundAtItsPlace() throws IOException {
    List<String> missed = new ArrayList<>();
    int cases = 0;
    for (JsonNode one : recogniserCases()) {
      if (one.path("expected_len").asInt() > 0) {
        cases++;
        List<Finding> found = of(kind(one), one);
        List<Finding> wanted = new ArrayList<>();
        for (JsonNode place : one.path("expected_positions")) {
          wanted.add(new Finding(kind(one), place.path(0).asInt(), place.path(1).asInt()));
        }
        boolean right =
            wanted.isEmpty()
                ? found.size() == one.path("expected_len").asInt()
                : found.equals(wanted);
        if (!right) {
          missed.add(one.path("text").asText());
        }
      }
    }
    System.out.printf(
        "recogniser cases that must match: %d of %d, not claimed: %s%n",
        cases - missed.size(), cases, missed);

    assertThat(missed).isEqualTo(NOT_CLAIMED);
  }

  private static void score(JsonNode sentence, Map<Kind, Score> scores) {
    List<Finding> findings = Recognisers.find(sentence.path("full_text").asText());
    for (Finding finding : findings) {
      Score score = score(scores, finding.kind());
      score.findings++;
      for (JsonNode span : sentence.path("spans")) {
        if (finding.equals(place(span).orElse(null))) {
          score.right++;
        }
      }
    }
    for (JsonNode span : sentence.path("spans")) {
      Optional<Finding> place = place(span);
      if (place.isPresent()) {
        Score score = score(scores, place.get().kind());
        score.places++;
        score.found += findings.contains(place.get()) ? 1 : 0;
      }
    }
  }

  private static Score score(Map<Kind, Score> scores, Kind kind) {
    return scores.computeIfAbsent(kind, any -> new Score());
  }

  private static Optional<Finding> place(JsonNode span) {
    return Optional.ofNullable(KINDS.get(span.path("entity_type").asText()))
        .map(
            kind ->
                new Finding(
                    kind, span.path("start_position").asInt(), span.path("end_position").asInt()));
  }

  private static Kind kind(JsonNode one) {
    Kind kind = KINDS.get(one.path("entities").path(0).asText());
    assertThat(kind).as("a kind of %s", one).isNotNull();
    return kind;
  }

  private static List<Finding> of(Kind kind, JsonNode one) {
    return Recognisers.find(one.path("text").asText()).stream()
        .filter(finding -> finding.kind() == kind)
        .toList();
  }

  private static List<JsonNode> recogniserCases() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    for (String line : Files.readAllLines(file("recognizer-cases.jsonl"))) {
      cases.add(new JsonMapper().readTree(line));
    }
    return cases;
  }

  private static Path file(String name) {
    Optional<Path> file = SharedData.find(FOLDER + name);
    assumeTrue(file.isPresent(), "shared/data/" + FOLDER + name + " is not here");
    return file.orElseThrow();
  }
}
