package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Judgement;
import dev.millrace.cost.budgets.domain.Notice;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.budgets.domain.StatusKey;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings cost windows to the {@link Bookkeeping} and what it has to tell to the topics.
 *
 * <p><i>Shape</i>: what is spent is counted at once; what it says is told at every {@link #LOOK},
 * and of everything when event time has gone on by a {@link #ROUND}, a bounded part of it at a
 * time. The clock decides when something is written, never what.
 *
 * <p><i>Failure</i>: accounts, and whether they were told of, lie in stores: after a crash what was
 * not told is told, and nothing else.
 */
final class BudgetProcessor implements Processor<String, byte[], String, SpecificRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetProcessor.class);

  /** How soon a change of a limit, or spending, is told of. */
  static final Duration LOOK = Duration.ofMillis(500);

  /** Windows of every time zone begin with a quarter of an hour. */
  private static final Duration ROUND = Duration.ofMinutes(15);

  private final SpentReader reader;
  private final Supplier<Budgets> inForce;
  private @Nullable Started started;

  /** Of one instance of the processor, between init and close. */
  private record Started(Minutes minutes, Bookkeeping books) {}

  private long nextRound;

  /** Whether there may be minutes that are too old. */
  private boolean isForgetting;

  /** Whether the budgets in force are known here. */
  private boolean follows;

  BudgetProcessor(SpentReader reader, Supplier<Budgets> inForce) {
    this.reader = reader;
    this.inForce = inForce;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    Minutes minutes =
        new Minutes(
            context.getStateStore(BudgetStores.MINUTES), context.getStateStore(BudgetStores.CLOCK));
    started =
        new Started(
            minutes,
            new Bookkeeping(
                minutes,
                new Accounts(context.getStateStore(BudgetStores.ACCOUNTS)),
                context.getStateStore(BudgetStores.SHAPES),
                new Outlet(context, minutes)));
    nextRound = 0;
    follows = false;
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, unused -> look());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    Optional<SpentReader.Reading> minute;
    try {
      minute = reader.read(record.value());
    } catch (UnreadableRecordException | IllegalArgumentException e) {
      LOG.warn("a record of cost-metrics cannot be read, and budgets pass it over", e);
      return;
    }
    Started parts = parts();
    if (!follows) {
      follow(parts);
    }
    minute
        .flatMap(newest -> parts.minutes().take(newest, record.timestamp()))
        .ifPresent(parts.books()::add);
  }

  private void follow(Started parts) {
    parts.books().follow(inForce.get());
    follows = true;
  }

  private void look() {
    Started parts = parts();
    follow(parts);
    long round = Math.floorDiv(parts.minutes().now().getEpochSecond(), ROUND.toSeconds());
    if (round >= nextRound) {
      nextRound = round + 1;
      isForgetting = true;
      parts.books().lookAround();
    }
    isForgetting = isForgetting && parts.minutes().forget();
    parts.books().step();
  }

  private Started parts() {
    Started parts = started;
    if (parts == null) {
      throw new IllegalStateException("the processor is not started");
    }
    return parts;
  }

  /** The sinks. Records have the event time as of which they are true. */
  private record Outlet(ProcessorContext<String, SpecificRecord> context, Minutes minutes)
      implements Bookkeeping.Outlet {

    @Override
    public void standing(Budget budget, StatusKey key, Judgement judgement) {
      forward(
          key, StatusRecords.status(budget, key, judgement.standing()), BudgetTopology.STATUSES);
    }

    @Override
    public void notice(Budget budget, StatusKey key, Notice notice) {
      forward(key, StatusRecords.alert(budget, key, notice), BudgetTopology.ALERTS);
    }

    @Override
    public void gone(StatusKey key) {
      forward(key, null, BudgetTopology.STATUSES);
    }

    private void forward(StatusKey key, @Nullable SpecificRecord value, String to) {
      Instant at = minutes.now();
      context.forward(new Record<>(key.toString(), value, at.toEpochMilli()), to);
    }
  }
}
