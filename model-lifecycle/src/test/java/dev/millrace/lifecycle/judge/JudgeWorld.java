package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.offline.Model;
import dev.millrace.lifecycle.offline.OfflineLedger;
import dev.millrace.lifecycle.offline.Question;
import dev.millrace.lifecycle.offline.Reply;
import dev.millrace.lifecycle.offline.Said;
import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a judge is surrounded by, in memory: what was written outlives a desk. */
final class JudgeWorld {

  static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  static final BigDecimal COST = new BigDecimal("0.001");
  static final BigDecimal BOUND = new BigDecimal("0.01");

  /** Room for two answers at their bound: four calls each. */
  static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: letters
      task: generation
      prompt:
        system: "Answer the letter."
        user: "{{body}}"
      models:
        champion: amazon.nova-micro-v1:0
      quality:
        judge:
          model: amazon.nova-pro-v1:0
          sample: 1
          dailyBudget: 0.08 USD
          criteria: It is polite.
      """;

  final List<JudgeVerdict> written = new ArrayList<>();
  final List<Question> asked = new ArrayList<>();
  final List<OfflineLedger.Whose> charged = new ArrayList<>();
  Optional<PipelineSpec> spec = Optional.of(spec(SPEC));
  Function<Question, Reply> answers = question -> said("{\"rating\":4}");
  Optional<BigDecimal> bound = Optional.of(BOUND);
  Instant now = NOON;
  Duration longest = Duration.ofMinutes(2);
  Optional<CompletableFuture<Reply>> reply = Optional.empty();
  final List<String> closed = new ArrayList<>();
  final Set<String> erased = new HashSet<>();

  /** After so many more records the brokers take none. */
  int room = Integer.MAX_VALUE;

  JudgeDesk desk() {
    return new JudgeDesk(
        new JudgeDesk.Means(
            pipeline -> spec.filter(known -> known.getPipeline().equals(pipeline)),
            Log::new,
            (modelId, run, whose) -> new Judge(modelId, whose),
            new JudgeSettings(2, Duration.ofHours(1)),
            () -> now,
            longest,
            pause -> Runnable::run,
            erased::contains));
  }

  List<JudgeState> states(String request) {
    return written.stream()
        .filter(verdict -> verdict.getRequestId().equals(request))
        .map(JudgeVerdict::getState)
        .toList();
  }

  JudgeVerdict last(String request) {
    return written.stream()
        .filter(verdict -> verdict.getRequestId().equals(request))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  static Exchange exchange(String request) {
    return new Exchange(
        request,
        "acme",
        "letters",
        Optional.of("Answer the letter."),
        "Where is my parcel?",
        "Your parcel is on its way.",
        NOON.minusSeconds(60));
  }

  static PipelineSpec spec(String yaml) {
    return ((SpecResult.Valid) new SpecReader(file -> "").readSupported(yaml)).spec();
  }

  static Reply said(String text) {
    return new Reply(
        new Said(Optional.of(text), Optional.empty(), Optional.empty(), Optional.of(COST), 1),
        Reply.Next.KEEP,
        Reply.Paid.AS_SAID);
  }

  static Reply nothing(Reply.Next next, Reply.Paid paid) {
    return new Reply(
        new Said(
            Optional.empty(),
            Optional.of("the endpoint is away"),
            Optional.empty(),
            Optional.empty(),
            1),
        next,
        paid);
  }

  private final class Judge implements Model {

    private final Function<String, OfflineLedger.Whose> whose;

    private final String modelId;

    Judge(String modelId, Function<String, OfflineLedger.Whose> whose) {
      this.modelId = modelId;
      this.whose = whose;
    }

    @Override
    public CompletableFuture<Reply> ask(Question question) {
      asked.add(question);
      charged.add(whose.apply(question.id()));
      return reply.orElseGet(() -> CompletableFuture.completedFuture(answers.apply(question)));
    }

    @Override
    public void close() {
      closed.add(modelId);
    }

    @Override
    public Optional<BigDecimal> bound(Question question) {
      return bound;
    }
  }

  private final class Log implements VerdictLog {

    @Override
    public void read(Instant since, Consumer<JudgeVerdict> to) {
      List.copyOf(written).stream()
          .filter(verdict -> !verdict.getWrittenAt().isBefore(since))
          .forEach(to);
    }

    @Override
    public void write(JudgeVerdict verdict) throws IOException {
      if (room == 0) {
        throw new IOException("the brokers are away");
      }
      room--;
      written.add(verdict);
    }

    @Override
    public void close() {}
  }
}
