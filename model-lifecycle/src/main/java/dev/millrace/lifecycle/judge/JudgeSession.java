package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.domain.judge.Hearing;
import dev.millrace.lifecycle.domain.judge.JudgeBooks;
import dev.millrace.lifecycle.offline.Reply;
import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.PipelineSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/**
 * What one writer of the verdicts does, from taking over the log to losing it.
 *
 * <p>That the money is set aside is written before the first call, and what came of it behind the
 * last one. So a session that begins finds in the log what was judged and what was spent; what was
 * under way when another ended stays booked and is not asked again: nobody knows what was paid.
 *
 * <p><i>Threads</i>: one; models answer on theirs.
 */
final class JudgeSession implements AutoCloseable {

  /** To one question, where the endpoint is busy and takes nothing. */
  private static final int MOST_TRIES = 5;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final VerdictLog log;
  private final JudgeDesk.Means means;
  private final JudgeModels models;
  private final JudgeBooks books = new JudgeBooks();
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private int underWay;

  private record Arrival(JudgeCase about, int number, Reply reply) {}

  private JudgeSession(VerdictLog log, JudgeDesk.Means means, JudgeModels models) {
    this.log = log;
    this.means = means;
    this.models = models;
  }

  /** Takes over the log. */
  static JudgeSession begin(JudgeDesk.Means means, JudgeModels models) throws IOException {
    JudgeSession session = new JudgeSession(means.log().open(), means, models);
    try {
      session.recall();
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
    return session;
  }

  /**
   * Brings those of them before their judges that have not been there.
   *
   * @param isClosing whether nothing more is to be begun
   */
  void hear(List<Exchange> waiting, BooleanSupplier isClosing)
      throws IOException, InterruptedException {
    Deque<Exchange> left = new ArrayDeque<>(waiting);
    while (underWay > 0 || (!left.isEmpty() && !isClosing.getAsBoolean())) {
      while (underWay < means.settings().atOnce() && !left.isEmpty() && !isClosing.getAsBoolean()) {
        begin(left.remove());
      }
      if (underWay > 0) {
        take(arrivals.take());
      }
    }
  }

  /** Whatever comes of calls under way, it is not written: another may have taken over. */
  @Override
  public void close() {
    log.close();
  }

  private void recall() throws IOException {
    log.read(JudgeBooks.since(means.clock().instant()), books::take);
    for (JudgeVerdict lost : books.open()) {
      write(
          JudgeVerdict.newBuilder(lost)
              .setState(JudgeState.LOST)
              .setDetail("the process that asked the judge died, or could not write")
              .setWrittenAt(means.clock().instant())
              .build());
    }
  }

  private void begin(Exchange exchange) throws IOException {
    Optional<PipelineSpec> spec = means.judges().spec(exchange.pipeline());
    if (spec.isEmpty() || books.knows(exchange.requestId())) {
      return;
    }
    String judge = spec.get().getQuality().getJudge().getModel();
    JudgeCase fresh =
        new JudgeCase(
            exchange, spec.get(), models.of(judge), new Hearing(), means.clock().instant());
    Optional<JudgeVerdict> refused = refused(fresh);
    if (refused.isPresent()) {
      write(refused.get());
      return;
    }
    write(fresh.asking());
    underWay++;
    ask(fresh, 1);
  }

  private Optional<JudgeVerdict> refused(JudgeCase fresh) {
    Exchange exchange = fresh.exchange();
    Instant latest = exchange.since().plus(means.settings().patience());
    BigDecimal most = fresh.most();
    if (fresh.askedAt().isAfter(latest)) {
      return Optional.of(
          fresh.refused(
              JudgeState.UNANSWERED, "it has waited longer than lifecycle.judge.patience"));
    }
    if (most.signum() == 0) {
      return Optional.of(
          fresh.refused(
              JudgeState.UNPAID,
              "the judge has no price, so no budget would hold: publish one, or name another"));
    }
    BigDecimal limit = fresh.judge().getDailyBudget();
    return books.hasRoom(exchange.pipeline(), fresh.askedAt(), most, limit)
        ? Optional.empty()
        : Optional.of(
            fresh.refused(
                JudgeState.UNPAID, "quality.judge.dailyBudget has no room left for it today"));
  }

  private void ask(JudgeCase about, int number) {
    models.charge(about.exchange());
    var unused =
        about
            .model()
            .ask(about.question())
            .thenAccept(reply -> arrivals.add(new Arrival(about, number, reply)));
  }

  private void take(Arrival arrival) throws IOException {
    JudgeCase about = arrival.about();
    Reply reply = arrival.reply();
    Optional<String> said = reply.said().text();
    if (said.isPresent()) {
      about.hearing().said(said.get(), paid(about, reply));
    } else if (isRefusedForNow(reply) && arrival.number() < MOST_TRIES) {
      means
          .later()
          .apply(PAUSE.multipliedBy(1L << (arrival.number() - 1)))
          .execute(() -> ask(about, arrival.number() + 1));
      return;
    } else {
      about
          .hearing()
          .unanswered(
              reply.said().failure().orElse("the endpoint said nothing"), paid(about, reply));
    }
    if (about.hearing().next().isPresent()) {
      ask(about, 1);
      return;
    }
    underWay--;
    models.settled(about.exchange());
    write(about.ended(means.clock().instant()));
  }

  private static BigDecimal paid(JudgeCase about, Reply reply) {
    return switch (reply.paid()) {
      case AS_SAID -> reply.said().cost().orElseGet(about::bound);
      case NOTHING -> BigDecimal.ZERO;
      case UNKNOWN -> about.bound();
    };
  }

  /** Where nobody knows what was paid, another call might cost more than what is set aside. */
  private static boolean isRefusedForNow(Reply reply) {
    return reply.next() == Reply.Next.ASK_AGAIN && reply.paid() == Reply.Paid.NOTHING;
  }

  private void write(JudgeVerdict verdict) throws IOException {
    log.write(verdict);
    books.take(verdict);
  }
}
