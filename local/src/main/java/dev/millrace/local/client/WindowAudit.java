package dev.millrace.local.client;

import dev.millrace.cost.CostService;
import dev.millrace.cost.domain.Charge;
import dev.millrace.local.domain.WindowBalance;
import dev.millrace.local.domain.WindowBooks;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.platform.runtime.Pause;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the cost windows of a factory against its ledger.
 *
 * <p>Windows are a second or two behind, and both go on while they are read: only what differs in
 * the same way at every look, over some seconds, is a difference.
 */
public final class WindowAudit {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** Ten seconds for cost-aggregator to take what there is. */
  private static final int LOOKS = 20;

  /** Four seconds for the windows of what it has taken to be written. */
  private static final int LOOKS_WHEN_CAUGHT_UP = 8;

  /** A mark of the transaction that wrote the last charge may stand behind it. */
  private static final int MARKS = 1;

  /** Between the two halves of cost-aggregator; made by Kafka Streams, so not in the catalogue. */
  private static final Topic<Prediction> CHARGES =
      new Topic<>(
          CostService.CHARGES,
          Prediction.class,
          "tenant/pipeline",
          1,
          new Topic.Retention.Compact(),
          "What is charged. Its values are read by cost-aggregator alone.");

  private final Pause pause = Pause.sleeping();
  private final RunningFactory factory;
  private final TopicReader topics;
  private final Consumer<String> warnings;
  private final WindowBooks books;
  private final Map<Integer, Long> served = new HashMap<>();
  private final Map<Integer, Long> shadows = new HashMap<>();
  private Instant since = Instant.EPOCH;

  /**
   * An audit of a factory, to be used once.
   *
   * @param warnings is told of records that cannot be read
   */
  public WindowAudit(RunningFactory factory, Consumer<String> warnings) {
    this.factory = factory;
    this.topics = factory.topics();
    this.warnings = warnings;
    this.books =
        new WindowBooks(
            new PriceBoard(factory.kafka(), factory.registry(), InstantSource.system()).inForce());
  }

  /** The balance up to now. */
  public WindowBalance balance() throws InterruptedException {
    since = whatIsWhole(Topics.PREDICTIONS, since);
    since = whatIsWhole(Topics.SHADOW_PREDICTIONS, since);
    readOn();
    Map<Integer, Long> firstServed = Map.copyOf(served);
    Map<Integer, Long> firstShadows = Map.copyOf(shadows);
    @Nullable Set<String> lasting = null;
    WindowBalance balance = look(false);
    for (int look = 1, caughtUp = 0; look < LOOKS && caughtUp < LOOKS_WHEN_CAUGHT_UP; look++) {
      if (caughtUp > 0 || hasTaken(firstServed, firstShadows)) {
        caughtUp++;
        balance = look(true);
        if (lasting == null) {
          lasting = new LinkedHashSet<>(balance.differences());
        }
        lasting.retainAll(balance.differences());
        if (lasting.isEmpty()) {
          break;
        }
      }
      pause.of(BETWEEN_LOOKS);
      readOn();
    }
    return new WindowBalance(
        lasting != null,
        balance.ledger(),
        balance.windows(),
        lasting == null ? List.of() : List.copyOf(lasting));
  }

  private WindowBalance look(boolean isCaughtUp) {
    books.forgetWindows();
    new RecordStream(factory, warnings).read(Topics.COST_METRICS, books::window);
    return books.balance(isCaughtUp, since);
  }

  private void readOn() {
    RecordStream records = new RecordStream(factory, warnings);
    records.readOn(
        Topics.PREDICTIONS, served, prediction -> books.record(Charge.Kind.REQUEST, prediction));
    records.readOn(
        Topics.SHADOW_PREDICTIONS,
        shadows,
        prediction -> books.record(Charge.Kind.SHADOW, prediction));
  }

  /** Minutes since then are made of records that retention has left, all of them. */
  private Instant whatIsWhole(Topic<?> topic, Instant otherwise) {
    Map<Integer, Long> begins = topics.begins(topic);
    Instant[] whole = {otherwise};
    if (begins.values().stream().anyMatch(begin -> begin > 0)) {
      topics.readRaw(
          topic,
          record -> {
            long begin = begins.getOrDefault(record.partition(), 0L);
            Instant taken = Instant.ofEpochMilli(record.timestamp());
            if (begin > 0 && record.offset() == begin && taken.isAfter(whole[0])) {
              whole[0] = taken;
            }
          });
    }
    return whole[0];
  }

  private boolean hasTaken(Map<Integer, Long> firstServed, Map<Integer, Long> firstShadows) {
    return isPast(Topics.PREDICTIONS, firstServed, 0)
        && isPast(Topics.SHADOW_PREDICTIONS, firstShadows, 0)
        && isPast(CHARGES, topics.ends(CHARGES), MARKS);
  }

  /** Whether the group has taken these records, but for so many that need not be read. */
  private boolean isPast(Topic<?> topic, Map<Integer, Long> records, int unread) {
    Map<Integer, Long> committed = topics.committed(topic, CostService.GROUP);
    return records.entrySet().stream()
        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) + unread >= end.getValue());
  }
}
