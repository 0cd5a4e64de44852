package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Attempt;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prediction;
import dev.millrace.record.Task;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions to a bank with 77 intents, each in a call of its own and packed, at the stand-in. */
class PackedBankingTest {

  private static final int QUESTIONS = 400;
  private static final int POISONOUS = QUESTIONS / 100;
  private static final long SEED = 77;
  private static final Batching SINGLE = new Batching(1, 0L, BatchingMode.SINGLE);

  /** Spoils the answer to the record that holds it. */
  private static final String XYZZY = "xyzzy";

  /** Spoils the whole call that holds it. */
  private static final String PLUGH = "plugh";

  private static final String SETUP =
      """
      {"models": {"": {"faults": [
        {"effect": "half-answer", "text": "xyzzy"},
        {"effect": "stop-reason", "text": "plugh", "stopReason": "malformed_model_output"}]}}}
      """;

  private static StandIn standIn;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    standIn = new StandIn(folder, SETUP);
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @Test
  void takesFarFewerTokensForTheSameAnswers() throws Exception {
    PipelineSpec spec = spec();
    List<InferenceRequest> questions = questions(spec, Optional.empty());

    List<Prediction> single = answered(questions, SINGLE);
    List<Prediction> packed = answered(questions, spec.getBatching());

    assertThat(packed).extracting(Prediction::getLabel).isEqualTo(labels(single));
    assertThat(packed)
        .allSatisfy(prediction -> assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED));
    double saved = 1 - (double) inputTokens(packed) / (double) inputTokens(single);
    assertThat(saved).as("share of the input tokens that is saved").isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(strings = {XYZZY, PLUGH})
  void losesNoQuestionWhereOneInAHundredIsPoisonous(String poison) throws Exception {
    PipelineSpec spec = spec();
    List<InferenceRequest> questions = questions(spec, Optional.of(poison));

    List<Prediction> clean = answered(questions(spec, Optional.empty()), spec.getBatching());
    List<Prediction> spoilt = answered(questions, spec.getBatching());

    int failed = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      Prediction prediction = spoilt.get(i);
      if (questions.get(i).getPrompt().getUser().contains(poison)) {
        assertThat(prediction.getCause()).isEqualTo("INVALID_ANSWER");
        failed++;
      } else {
        assertThat(prediction.getLabel()).isEqualTo(clean.get(i).getLabel());
      }
    }
    assertThat(failed).isEqualTo(POISONOUS);
  }

  private static List<Prediction> answered(List<InferenceRequest> questions, Batching batching)
      throws Exception {
    try (ModelWorld world = new ModelWorld(standIn::call, batching)) {
      return world.answer(questions);
    }
  }

  private static PipelineSpec spec() throws IOException {
    String yaml = Files.readString(Path.of("..", "examples", "banking77-packed.yaml"));
    return ((SpecResult.Valid) new SpecReader(SchemaFiles.none()).readSupported(yaml)).spec();
  }

  /** Made of the names of the intents, with words between them. */
  private static List<InferenceRequest> questions(PipelineSpec spec, Optional<String> poison) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> labels = spec.getPrompt().getLabels();
    List<String> openings =
        List.of("Please help me with", "I do not understand", "Why is there", "How about");
    List<InferenceRequest> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      InferenceRequest request =
          Requests.request(
              Task.CLASSIFICATION, Objects.requireNonNull(spec.getPrompt().getSystem()), labels);
      request
          .getPrompt()
          .setUser(
              openings.get(random.nextInt(openings.size()))
                  + " my "
                  + labels.get(random.nextInt(labels.size())).replace('_', ' ')
                  + ", it is \"urgent\" since "
                  + random.nextInt(1, 30)
                  + " days."
                  + (i % 100 == 42 ? poison.map(word -> " " + word).orElse("") : ""));
      request.setRequestId("request-" + i);
      request.setMaxTokens(spec.getPrompt().getMaxTokens());
      request.setDeadline(Instant.now().plus(Duration.ofHours(1)));
      questions.add(request);
    }
    return questions;
  }

  private static List<String> labels(List<Prediction> predictions) {
    return predictions.stream().map(Prediction::getLabel).toList();
  }

  private static long inputTokens(List<Prediction> predictions) {
    return predictions.stream()
        .flatMap(prediction -> prediction.getAttempts().stream())
        .map(Attempt::getUsage)
        .mapToLong(usage -> Objects.requireNonNull(usage).getInputTokens())
        .sum();
  }
}
