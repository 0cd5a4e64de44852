package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the topics say against each other, and against the endpoint's own meter.
 *
 * <p><i>Shape</i>: give it all predictions, then all dead letters, then the meter's calls, then all
 * events, each read to its present end in this order, and ask for the {@link #balance()}. The order
 * makes a moving factory safe to look at: whatever is seen, what it was made of is seen as well.
 *
 * <p><i>Threads</i>: one.
 */
public final class Reconciliation {

  private final Pricing pricing;
  private final long lostLimit;

  private final Map<String, Ending> endings = new HashMap<>();
  private final Set<String> copied = new HashSet<>();
  private final Map<EventPosition, Integer> setAside = new HashMap<>();
  private final Map<String, List<MeteredCall>> metered = new HashMap<>();
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private final Map<String, Tally> accounts = new TreeMap<>();
  private final List<EventPosition> unreadable = new ArrayList<>();
  private final Map<Integer, Long> firstOffsets = new HashMap<>();
  private final Violations violations = new Violations();
  private long duplicates;
  private long others;

  /** What a prediction leaves behind. */
  private record Ending(
      String tenant,
      String pipeline,
      Outcome outcome,
      Instant receivedAt,
      List<Attempt> attempts) {}

  /** An event by its request id. */
  private static final class Seen {
    private final Tally account;

    /** A copy was not set aside: it has become a request, or will be judged yet. */
    private boolean waiting;

    private Seen(Tally account) {
      this.account = account;
    }
  }

  /** Counts of one account. */
  private static final class Tally {
    private final String tenant;
    private final String pipeline;
    private long accepted;
    private long repeats;
    private long deadLetters;
    private long inFlight;
    private final Map<Outcome, Long> predictions = new EnumMap<>(Outcome.class);

    private Tally(String tenant, String pipeline) {
      this.tenant = tenant;
      this.pipeline = pipeline;
      for (Outcome outcome : Outcome.values()) {
        predictions.put(outcome, 0L);
      }
    }

    private void add(Tally other) {
      accepted += other.accepted;
      repeats += other.repeats;
      deadLetters += other.deadLetters;
      inFlight += other.inFlight;
      other.predictions.forEach((outcome, count) -> predictions.merge(outcome, count, Long::sum));
    }

    private Balance.Account account() {
      return new Balance.Account(
          tenant, pipeline, accepted, repeats, predictions, deadLetters, inFlight);
    }
  }

  /**
   * Empty books.
   *
   * @param lostLimit calls that the unclean stops so far may have lost
   */
  public Reconciliation(Pricing pricing, long lostLimit) {
    this.pricing = pricing;
    this.lostLimit = lostLimit;
  }

  /** Takes a terminal record. */
  public void prediction(Prediction prediction) {
    Ending ending =
        new Ending(
            prediction.getTenant(),
            prediction.getPipeline(),
            prediction.getOutcome(),
            prediction.getReceivedAt(),
            List.copyOf(prediction.getAttempts()));
    if (endings.putIfAbsent(prediction.getRequestId(), ending) != null) {
      duplicates++;
      violations.add("request " + prediction.getRequestId() + " has a second terminal record");
    }
  }

  /** Takes a dead letter of any stage. */
  public void deadLetter(DeadLetter letter) {
    if (letter.getStage() == Stage.INGESTION) {
      EventPosition at = new EventPosition(letter.getPartition(), letter.getOffset());
      if (setAside.merge(at, 1, Integer::sum) == 2) {
        violations.add(at(at) + " has a second dead letter");
      }
    } else if (letter.getRequestId() != null) {
      copied.add(letter.getRequestId());
    }
  }

  /** Takes a call of the meter. */
  public void call(MeteredCall call) {
    if (call.requestId().isPresent()) {
      metered.computeIfAbsent(call.requestId().get(), id -> new ArrayList<>(1)).add(call);
    } else {
      others++;
    }
  }

  /** Takes an event of raw-events. */
  public void event(EventPosition at, RawEvent event) {
    firstOffsets.merge(at.partition(), at.offset(), Math::min);
    String requestId = RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
    Tally account = account(event.getTenant(), event.getPipeline());
    Seen known = seen.get(requestId);
    if (known == null) {
      known = new Seen(account);
      seen.put(requestId, known);
      account.accepted++;
    } else {
      account.repeats++;
    }
    if (setAside.remove(at) == null) {
      known.waiting = true;
    }
  }

  /** Takes a record of raw-events that is not an event. */
  public void unreadableEvent(EventPosition at) {
    firstOffsets.merge(at.partition(), at.offset(), Math::min);
    unreadable.add(at);
  }

  /** Takes a record of a topic of ours that cannot be read. */
  public void unreadable(String topic, EventPosition at) {
    violations.add(
        "the record at partition "
            + at.partition()
            + ", offset "
            + at.offset()
            + " of "
            + topic
            + " cannot be read");
  }

  /** Closes the books. Called once. */
  public Balance balance() {
    settleEvents();
    settleUnreadable();
    findStrangers();
    Settlement settlement = new Settlement(pricing, violations);
    endings.forEach(
        (requestId, ending) ->
            settlement.settle(
                requestId,
                ending.attempts(),
                Optional.ofNullable(metered.remove(requestId)).orElse(List.of())));
    metered
        .keySet()
        .forEach(
            requestId -> {
              if (whole() && !seen.containsKey(requestId)) {
                violations.add(
                    "the endpoint answered a call for request "
                        + requestId
                        + ", which no event made");
              }
            });
    metered.values().forEach(settlement::open);
    Balance.Calls calls = settlement.calls(lostLimit, others);
    if (calls.lost() > lostLimit) {
      violations.add(
          calls.lost()
              + " calls were lost, but the unclean stops so far explain at most "
              + lostLimit);
    }
    Tally total = new Tally("", "");
    accounts.values().forEach(total::add);
    return new Balance(
        total.account(),
        accounts.values().stream()
            .map(Tally::account)
            .sorted(
                Comparator.comparing(Balance.Account::tenant)
                    .thenComparing(Balance.Account::pipeline))
            .toList(),
        duplicates,
        calls,
        settlement.money(),
        violations.sentences());
  }

  private void settleEvents() {
    seen.forEach(
        (requestId, event) -> {
          @Nullable Ending ending = endings.get(requestId);
          if (ending != null) {
            event.account.predictions.merge(ending.outcome(), 1L, Long::sum);
            if (ending.outcome() == Outcome.FAILED && !copied.contains(requestId)) {
              violations.add("request " + requestId + " FAILED and has no dead letter");
            }
          } else if (event.waiting) {
            event.account.inFlight++;
          } else {
            event.account.deadLetters++;
          }
        });
  }

  private void settleUnreadable() {
    Tally nobody = account("", "");
    for (EventPosition at : unreadable) {
      nobody.accepted++;
      if (setAside.remove(at) != null) {
        nobody.deadLetters++;
      } else {
        nobody.inFlight++;
      }
    }
    if (nobody.accepted == 0) {
      accounts.remove(key("", ""));
    }
  }

  /** Ends without a beginning; retention explains them where the topic no longer begins at 0. */
  private void findStrangers() {
    boolean whole = whole();
    endings.forEach(
        (requestId, ending) -> {
          if (!seen.containsKey(requestId)) {
            if (whole) {
              violations.add("request " + requestId + " has a terminal record but no event");
            } else {
              Tally account = account(ending.tenant(), ending.pipeline());
              account.accepted++;
              account.predictions.merge(ending.outcome(), 1L, Long::sum);
            }
          }
        });
    setAside
        .keySet()
        .forEach(
            at -> {
              if (whole
                  || at.offset() >= firstOffsets.getOrDefault(at.partition(), Long.MAX_VALUE)) {
                violations.add(at(at) + " has a dead letter but does not exist");
              }
            });
  }

  /** Whether retention has not taken anything from raw-events yet. */
  private boolean whole() {
    return firstOffsets.values().stream().allMatch(offset -> offset == 0);
  }

  private Tally account(String tenant, String pipeline) {
    return accounts.computeIfAbsent(key(tenant, pipeline), key -> new Tally(tenant, pipeline));
  }

  /** Lengths keep two different pairs from reading alike. */
  private static String key(String tenant, String pipeline) {
    return tenant.length() + "/" + tenant + "/" + pipeline;
  }

  private static String at(EventPosition at) {
    return "the record at partition "
        + at.partition()
        + ", offset "
        + at.offset()
        + " of raw-events";
  }
}
