package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.domain.judge.Hearing;
import dev.millrace.lifecycle.domain.judge.JudgeBooks;
import dev.millrace.lifecycle.offline.Reply;
import dev.millrace.lifecycle.offline.Said;
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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(JudgeSession.class);

  /** To one question, where the endpoint is busy and takes nothing. */
  private static final int MOST_TRIES = 5;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final VerdictLog log;
  private final JudgeDesk.Means means;
  private final JudgeModels models;
  private final JudgeBooks books = new JudgeBooks();
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private int underWay;
  private volatile boolean isOver;

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
        take(next());
      }
    }
  }

  private Arrival next() throws IOException, InterruptedException {
    Arrival arrival = arrivals.poll(means.longest().toMillis(), TimeUnit.MILLISECONDS);
    if (arrival == null) {
      throw new IOException(
          underWay + " calls to judges have had no end for " + means.longest() + ": they are lost");
    }
    return arrival;
  }

  /** Whatever comes of calls under way, it is not written: another may have taken over. */
  @Override
  public void close() {
    isOver = true;
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
            exchange,
            spec.get(),
            models.of(exchange.pipeline(), judge),
            new Hearing(),
            means.clock().instant());
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
    if (means.isErased().test(exchange.tenant())) {
      return Optional.of(fresh.refused(JudgeState.UNANSWERED, "its tenant was erased"));
    }
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

  /** Throws nothing: whatever comes of it arrives, or nobody would hear of it. */
  private void ask(JudgeCase about, int number) {
    if (isOver) {
      return;
    }
    try {
      models.charge(about.exchange());
      var unused =
          about
              .model()
              .ask(about.question())
              .handle(
                  (reply, failure) ->
                      arrivals.add(
                          new Arrival(about, number, failure == null ? reply : broken(failure))));
    } catch (RuntimeException e) {
      arrivals.add(new Arrival(about, number, broken(e)));
    }
  }

  private static Reply broken(Throwable failure) {
    LOG.debug("a judge could not be asked", failure);
    return new Reply(
        new Said(
            Optional.empty(),
            Optional.of("the judge could not be asked: " + failure.getClass().getSimpleName()),
            Optional.empty(),
            Optional.empty(),
            /* latencyMillis= */ 0),
        Reply.Next.KEEP,
        Reply.Paid.UNKNOWN);
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
