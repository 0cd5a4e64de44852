package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.client.Books;
import dev.millrace.local.client.GatewayClient;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.WindowAudit;
import dev.millrace.local.domain.Balance;
import dev.millrace.local.domain.WindowBalance;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What has to be true of a factory once all that was sent has come to its end. */
final class Ledger {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BY_THEN_SHOWN = Duration.ofSeconds(30);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration BRIEFLY = Duration.ofMillis(300);

  private final RunningFactory factory;

  Ledger(RunningFactory factory) {
    this.factory = factory;
  }

  /**
   * Waits until nothing is in flight, and requires that the books are right, that each event had
   * one end, that those of a key had it in the order in which Kafka had them first, and that the
   * gateway shows the newest of them to who asks.
   *
   * @param sent different events that were accepted
   * @param poison records beside them that nobody can read
   * @return the balance, for whoever wants to know more
   */
  Balance requireRight(int sent, int poison) throws Exception {
    Balance balance =
        await()
            .atMost(PATIENCE)
            .pollDelay(AT_ONCE)
            .pollInterval(BRIEFLY)
            .ignoreExceptions()
            .until(() -> new Books(factory).balance(), found -> hasEnded(found, sent + poison));
    assertThat(balance.violations()).isEmpty();
    assertThat(balance.duplicates()).isZero();
    assertThat(balance.total().accepted()).isEqualTo(sent + poison);
    assertThat(balance.total().deadLetters()).isEqualTo(poison);
    assertThat(balance.calls().lost()).isLessThanOrEqualTo(balance.calls().lostLimit());
    WindowBalance windows =
        await()
            .atMost(PATIENCE)
            .pollDelay(AT_ONCE)
            .pollInterval(BRIEFLY)
            .ignoreExceptions()
            .until(() -> new WindowAudit(factory, warning -> {}).balance(), Ledger::hasSettled);
    assertThat(windows.differences()).isEmpty();
    assertThat(windows.windows()).isEqualByComparingTo(windows.ledger());
    Map<Integer, String> newest = new TreeMap<>();
    requireOrder(arrived(), ended(newest));
    newest.values().forEach(this::awaitShown);
    return balance;
  }

  /** The gateway follows predictions on its own, and may be a moment behind. */
  private void awaitShown(String request) {
    GatewayClient gateway = new GatewayClient(factory);
    await("the gateway shows the end of " + request)
        .atMost(BY_THEN_SHOWN)
        .pollDelay(AT_ONCE)
        .pollInterval(BRIEFLY)
        .ignoreExceptions()
        .until(
            () ->
                gateway
                    .json("/v1/predictions/" + request)
                    .path("requestId")
                    .asText()
                    .equals(request));
  }

  /** Whole lists would say less than the first difference. */
  private static void requireOrder(
      Map<String, List<String>> arrived, Map<String, List<String>> ended) {
    assertThat(ended.keySet()).isEqualTo(arrived.keySet());
    arrived.forEach(
        (key, events) -> {
          List<String> found = ended.get(key);
          for (int place = 0; place < Math.min(events.size(), found.size()); place++) {
            assertThat(found.get(place))
                .as("%s, at place %d of %d", key, place, events.size())
                .isEqualTo(events.get(place));
          }
          assertThat(found).as(key).hasSameSizeAs(events);
        });
  }

  private static boolean hasEnded(Balance balance, int events) {
    return balance.total().inFlight() == 0 && balance.total().accepted() >= events;
  }

  /** What differs in another way at each look is still being written. */
  private static boolean hasSettled(WindowBalance windows) {
    return windows.isCaughtUp()
        && (!windows.differences().isEmpty() || windows.windows().compareTo(windows.ledger()) == 0);
  }

  /** Events by key, in the order in which they came to raw-events first. */
  private Map<String, List<String>> arrived() {
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, factory.registry());
    Map<String, Set<String>> keys = new TreeMap<>();
    factory
        .topics()
        .readRaw(
            Topics.RAW_EVENTS,
            record -> {
              try {
                String id = codec.decode(record.value()).getId();
                keys.computeIfAbsent(record.key(), key -> new LinkedHashSet<>()).add(id);
              } catch (UnreadableRecordException e) {
                // Poison ends as a dead letter, which the balance counts.
              }
            });
    Map<String, List<String>> lists = new TreeMap<>();
    keys.forEach((key, ids) -> lists.put(key, List.copyOf(ids)));
    return lists;
  }

  /**
   * Terminal records by key, as they were written.
   *
   * @param newest is given the last request of each partition
   */
  private Map<String, List<String>> ended(Map<Integer, String> newest) {
    Map<String, List<String>> keys = new TreeMap<>();
    factory
        .topics()
        .read(
            Topics.PREDICTIONS,
            record -> {
              newest.put(record.partition(), record.value().getRequestId());
              keys.computeIfAbsent(record.key(), key -> new ArrayList<>())
                  .add(record.value().getEventId());
            });
    return keys;
  }
}
