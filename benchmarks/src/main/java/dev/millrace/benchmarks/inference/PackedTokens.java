package dev.millrace.benchmarks.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import dev.millrace.record.Attempt;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prediction;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What sharing calls saves on questions of Banking77, whose 77 labels go with every call.
 *
 * <p><i>Shape</i>: the same questions in calls of their own, then packed, then packed with one in a
 * hundred of them poisoned: the endpoint spoils its answers to those, again and again. Any other
 * question without an answer ends the run.
 *
 * @param questions of the data set's file
 */
record PackedTokens(Path questions) implements Benchmark {

  /** As in examples/banking77-packed.yaml. */
  private static final Path SPEC = Path.of("examples", "banking77-packed.yaml");

  private static final Batching SINGLE = new Batching(1, 0L, BatchingMode.SINGLE);

  /** In the text of a question, spoils the answer to it. */
  private static final String POISON = " xyzzy";

  /** Of the file's questions. */
  private static final int EVERY = 3;

  private static final int ONE_IN = 100;
  private static final double PERCENT = 100;

  private static final String SETUP =
      "{\"models\":{\"\":{\"faults\":[{\"effect\":\"half-answer\",\"text\":\""
          + POISON.strip()
          + "\"}]}}}";

  @Override
  public String name() {
    return "inference.packed.tokens";
  }

  @Override
  public String unit() {
    return "tokens/record";
  }

  @Override
  public String description() {
    return "Input tokens paid for a question of Banking77, up to 16 in a call.";
  }

  @Override
  public String baseline() {
    return "The same questions in calls of their own.";
  }

  /** Tokens are counted, not timed. */
  @Override
  public double noise() {
    return 0.01;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    InferenceBench bench = InferenceBench.open(folder, SETUP);
    return new Session(texts(questions), spec(), bench);
  }

  private static PipelineSpec spec() throws IOException {
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(Files.readString(SPEC));
    if (result instanceof SpecResult.Valid valid) {
      return valid.spec();
    }
    throw new IllegalStateException(SPEC + " is not valid: " + result);
  }

  private static List<String> texts(Path file) throws IOException {
    RowReader rows =
        RowReader.of(
            RowFormat.CSV,
            new RowColumns(Optional.empty(), Optional.of("category"), RowIds.derived()));
    ObjectMapper json = new ObjectMapper();
    List<String> texts = new ArrayList<>();
    List<String> payloads = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file)) {
      rows.read(
          reader,
          row -> payloads.add(row.json()),
          refused -> {
            throw new IllegalStateException(
                "row " + refused.number() + " of " + file + ": " + refused.reason());
          });
    }
    // Some of each intent: tokens are counted, and of more of them there are as many a question.
    for (int i = 0; i < payloads.size(); i += EVERY) {
      texts.add(json.readTree(payloads.get(i)).path("text").asText());
    }
    return texts;
  }

  private record Session(List<String> texts, PipelineSpec spec, InferenceBench bench)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      List<Prediction> single = answers(SINGLE, texts);
      List<Prediction> packed = answers(spec.getBatching(), texts);
      List<Prediction> poisoned = answers(spec.getBatching(), poisoned());
      int equal = 0;
      for (int i = 0; i < texts.size(); i++) {
        Prediction alone = single.get(i);
        requireAnswer(i, alone);
        requireAnswer(i, packed.get(i));
        equal += Objects.equals(alone.getLabel(), packed.get(i).getLabel()) ? 1 : 0;
        if (!isPoisoned(i)) {
          requireAnswer(i, poisoned.get(i));
        }
      }
      return new Run(
          new Reading(inputTokens(single), Map.of()),
          new Reading(
                  inputTokens(packed), Map.of("equal answers %", PERCENT * equal / texts.size()))
              .and("with poison tokens/record", inputTokens(poisoned)));
    }

    @Override
    public void close() {
      bench.close();
    }

    private static void requireAnswer(int question, Prediction prediction) {
      if (prediction.getOutcome() != Outcome.ANSWERED) {
        throw new IllegalStateException(
            "question " + question + " has no answer: " + prediction.getCause());
      }
    }

    private List<String> poisoned() {
      List<String> some = new ArrayList<>(texts);
      for (int i = 0; i < some.size(); i++) {
        if (isPoisoned(i)) {
          some.set(i, some.get(i) + POISON);
        }
      }
      return some;
    }

    private static boolean isPoisoned(int question) {
      return question % ONE_IN == ONE_IN / 2;
    }

    private List<Prediction> answers(Batching batching, List<String> questions)
        throws IOException, InterruptedException {
      PipelineSpec declared = PipelineSpec.newBuilder(spec).setBatching(batching).build();
      bench.declare(declared);
      Template template =
          new Template(
              InferenceBench.TENANT,
              declared.getPipeline(),
              Lane.INTERACTIVE,
              Task.CLASSIFICATION,
              Objects.requireNonNull(declared.getPrompt().getSystem()),
              declared.getPrompt().getLabels(),
              declared.getPrompt().getMaxTokens());
      try (ChildProcess stage = bench.stage(Map.of());
          Asking asking = new Asking(bench)) {
        List<CompletableFuture<Asking.Reply>> replies = new ArrayList<>();
        for (String question : questions) {
          replies.add(asking.ask(bench.nextRequest(template, question)));
        }
        List<Prediction> predictions = new ArrayList<>();
        for (CompletableFuture<Asking.Reply> reply : replies) {
          predictions.add(Asking.await(reply).prediction());
        }
        stage.requireAlive();
        return predictions;
      } finally {
        bench.clear();
      }
    }

    private static double inputTokens(List<Prediction> predictions) {
      long all =
          predictions.stream()
              .flatMap(prediction -> prediction.getAttempts().stream())
              .map(Attempt::getUsage)
              .filter(Objects::nonNull)
              .mapToLong(TokenUsage::getInputTokens)
              .sum();
      return (double) all / predictions.size();
    }
  }
}
