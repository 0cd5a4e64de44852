package dev.millrace.local.domain;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * <p><i>Shape</i>: learn how far ingestion has come; then give it all predictions, all outcomes of
 * shadows, all dead letters, the meter's calls, all requests and all events, each read to its
 * present end in this order; then the {@link Reach}, and ask for the {@link #balance()}. So what is
 * seen of a moving factory was made of what is seen as well. Only a request and its dead letter,
 * which two hands write, may be half visible: while there are {@link #doubts()}, give later ones.
 *
 * <p><i>Threads</i>: one.
 */
public final class Reconciliation {

  /** What a request that is past its deadline may still take to be refused. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Pricing pricing;
  private final long lostLimit;
  private final Map<String, Ending> endings = new HashMap<>();
  private final Set<String> copied = new HashSet<>();
  private final Map<EventPosition, Integer> setAside = new HashMap<>();
  private final Set<String> callIds = new HashSet<>();
  private final Map<String, List<MeteredCall>> metered = new HashMap<>();
  private final Map<String, SeenEvent> seen = new LinkedHashMap<>();
  private final Map<String, Tally> accounts = new TreeMap<>();
  private final UnreadableEvents unreadable = new UnreadableEvents();
  private final OwnTopicLetters ownTopics = new OwnTopicLetters();
  private final Requests requests = new Requests();
  private final ShadowBooks shadows = new ShadowBooks();
  private final OfflineBooks offline = new OfflineBooks();
  private final BatchedCalls batched = new BatchedCalls();
  private final Map<Integer, Long> nextEvents = new HashMap<>();
  private final Violations violations = new Violations();
  private Reach reach = Reach.BEGINNING;
  private boolean eventsAreRead;
  private long duplicates;

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
    if (endings.putIfAbsent(prediction.getRequestId(), Ending.of(prediction)) != null) {
      duplicates++;
      violations.add("request " + prediction.getRequestId() + " has a second terminal record");
    }
  }

  /** Takes a dead letter of any stage; of ingestion, one of a record of raw-events. */
  public void deadLetter(DeadLetter letter) {
    if (letter.getStage() == Stage.INGESTION) {
      EventPosition at = new EventPosition(letter.getPartition(), letter.getOffset());
      if (eventsAreRead && !hasPassed(at)) {
        return;
      }
      if (setAside.merge(at, 1, Integer::sum) == 2) {
        violations.add(at(at) + " has a second dead letter");
      }
    } else if (letter.getRequestId() != null) {
      copied.add(letter.getRequestId());
    }
  }

  /** Takes a dead letter of ingestion, of a record of a producer's own topic. */
  public void letterOfOwnTopic(DeadLetter letter) {
    if (!eventsAreRead) {
      ownTopics.add(letter, violations);
    }
  }

  /** Takes what became of a request's shadow, or of what was asked of it offline. */
  public void shadow(Prediction outcome) {
    if (!offline.take(outcome)) {
      shadows.add(outcome);
    }
  }

  /** Takes a call of the meter. */
  public void call(MeteredCall call) {
    if (!callIds.add(call.id())) {
      violations.add("the meter has the call " + call.id() + " twice");
    }
    if (call.use() == MeteredCall.Use.SERVE_IN_BATCH) {
      batched.add(call);
    } else if (call.requestId().isEmpty()) {
      offline.add(call);
    } else if (call.use() == MeteredCall.Use.SHADOW) {
      shadows.add(call.requestId().get(), call);
    } else {
      meter(call.requestId().get(), call);
    }
  }

  private void meter(String requestId, MeteredCall call) {
    metered.computeIfAbsent(requestId, id -> new ArrayList<>(1)).add(call);
  }

  /** Takes a request; those of a partition in their order. */
  public void request(int partition, InferenceRequest request) {
    if (eventsAreRead
        && request.getOrigin() != null
        && !hasPassed(EventPosition.of(request.getOrigin()))) {
      return;
    }
    requests.add(partition, request);
  }

  /** Takes an event of raw-events. */
  public void event(EventPosition at, RawEvent event) {
    passed(at);
    ownTopics.arrived(event.getSource(), event.getPipeline());
    String requestId = RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
    Tally account = account(event.getTenant(), event.getPipeline());
    SeenEvent known = seen.get(requestId);
    if (known == null) {
      known = new SeenEvent(account);
      seen.put(requestId, known);
      account.accepted++;
    } else {
      account.repeats++;
    }
    known.copies.add(new SeenEvent.Copy(at, event.getReceivedAt()));
  }

  /** Takes a record of raw-events that is not an event. */
  public void unreadableEvent(EventPosition at) {
    passed(at);
    unreadable.add(at, Optional.empty());
  }

  /** The same for one that says that it is the replay of another. */
  public void unreadableReplay(EventPosition at, EventPosition original) {
    passed(at);
    unreadable.add(at, Optional.of(original));
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

  /** Says how far all that reaches: all events are given. */
  public void within(Reach known) {
    reach = known;
    eventsAreRead = true;
  }

  /** Whether something is missing that may have been written since it was looked for. */
  public boolean doubts() {
    return endings.entrySet().stream().anyMatch(ending -> lacksCopy(ending.getKey()))
        || unreadable.positions().stream()
            .anyMatch(at -> reach.isIngested(at) && !setAside.containsKey(at))
        || seen.entrySet().stream()
            .anyMatch(event -> swallowed(event.getKey(), event.getValue()).isPresent());
  }

  /** Closes the books. Called once. */
  public Balance balance() {
    settleEvents();
    settleUnreadable();
    endings.values().forEach(ending -> ownTopics.arrived(ending.source(), ending.pipeline()));
    ownTopics.settle(this::account);
    findStrangers();
    findOverdue();
    Settlement settlement = new Settlement(pricing, violations);
    endings.values().forEach(ending -> settlement.share(ending.attempts()));
    endings.forEach((id, end) -> batched.take(end.attempts()).forEach(one -> meter(id, one)));
    batched.rest().forEach(one -> one.requestId().ifPresent(id -> meter(id, one)));
    endings.forEach(
        (requestId, ending) ->
            settlement.settle(
                "request " + requestId,
                ending.attempts(),
                Optional.ofNullable(metered.remove(requestId)).orElse(List.of())));
    metered.keySet().forEach(id -> requireEvent(id, "the endpoint answered a call for"));
    metered.values().forEach(settlement::open);
    long inFlight = accounts.values().stream().mapToLong(tally -> tally.inFlight).sum();
    settlement.settleShared(inFlight);
    settlement.nameless(
        batched.rest().stream().filter(one -> one.requestId().isEmpty()).toList(), inFlight);
    Settlement shadowed = new Settlement(pricing, violations);
    shadows.settle(shadowed, seen.keySet(), reach.at());
    shadows.requestIds().forEach(id -> requireEvent(id, "a candidate was shown"));
    shadows.limitRepeats(lostLimit, violations);
    Settlement asked = new Settlement(pricing, violations);
    long others = offline.settle(asked);
    Balance.Calls calls =
        settlement.calls(lostLimit, others).and(shadowed.calls(0, 0)).and(asked.calls(0, 0));
    long lost = calls.lost() + settlement.partlyLost();
    if (lost > lostLimit) {
      violations.add(
          lost + " calls were lost, but the unclean stops so far explain at most " + lostLimit);
    }
    Tally total = new Tally("", "");
    accounts.values().forEach(total::add);
    return new Balance(
        total.account(),
        accounts.values().stream().map(Tally::account).toList(),
        duplicates,
        calls,
        settlement.money().and(shadowed.money()).and(asked.money()),
        shadowed.ledger(),
        asked.ledger(),
        violations.sentences());
  }

  private void requireEvent(String requestId, String what) {
    if (reach.holdsAllEvents() && !seen.containsKey(requestId)) {
      violations.add(what + " request " + requestId + ", which no event made");
    }
  }

  private void settleEvents() {
    seen.forEach(
        (requestId, event) -> {
          swallowed(requestId, event)
              .ifPresent(
                  at ->
                      violations.add(
                          at(at)
                              + " was taken by ingestion and became neither a request nor a dead"
                              + " letter"));
          @Nullable Ending ending = endings.get(requestId);
          if (ending != null || requests.contains(requestId)) {
            checkOrigin(requestId, event);
          }
          event.copies.removeIf(copy -> setAside.remove(copy.at()) != null);
          if (ending != null) {
            event.account.predictions.merge(ending.outcome(), 1L, Long::sum);
            if (lacksCopy(requestId)) {
              violations.add("request " + requestId + " FAILED and has no dead letter");
            }
          } else if (event.copies.isEmpty()) {
            event.account.deadLetters++;
          } else {
            event.account.inFlight++;
          }
        });
  }

  /** A request is made of one copy of its event, which has no dead letter then. */
  private void checkOrigin(String requestId, SeenEvent event) {
    Optional<EventPosition> origin =
        Optional.ofNullable(endings.get(requestId))
            .flatMap(ending -> Optional.ofNullable(ending.origin()))
            .map(EventPosition::of)
            .or(() -> requests.origin(requestId));
    Set<EventPosition> copies = event.positions();
    if (origin
        .map(setAside::containsKey)
        .orElseGet(() -> reach.holdsAllEvents() && setAside.keySet().containsAll(copies))) {
      violations.add("request " + requestId + " was made of an event that ingestion set aside");
    }
    origin
        .filter(reach::holds)
        .filter(at -> !copies.contains(at))
        .ifPresent(
            at ->
                violations.add(
                    "request "
                        + requestId
                        + " says it was made of "
                        + at(at)
                        + ", which it was not"));
  }

  private boolean lacksCopy(String requestId) {
    @Nullable Ending ending = endings.get(requestId);
    return ending != null && ending.outcome() == Outcome.FAILED && !copied.contains(requestId);
  }

  /** A copy that ingestion is done with, though nothing came of it or of another copy. */
  private Optional<EventPosition> swallowed(String requestId, SeenEvent event) {
    if (endings.containsKey(requestId) || requests.contains(requestId)) {
      return Optional.empty();
    }
    Instant requestsSince = requests.reachBackTo(reach);
    return event.copies.stream()
        .filter(copy -> copy.receivedAt().isAfter(requestsSince))
        .map(SeenEvent.Copy::at)
        .filter(at -> reach.isIngested(at) && !setAside.containsKey(at))
        .findFirst();
  }

  private void findOverdue() {
    requests
        .deadlines()
        .forEach(
            (requestId, deadline) -> {
              if (!endings.containsKey(requestId) && deadline.plus(GRACE).isBefore(reach.at())) {
                violations.add(
                    "request "
                        + requestId
                        + " has no terminal record, and its deadline "
                        + deadline
                        + " has passed");
              }
            });
  }

  private void settleUnreadable() {
    Tally nobody = account("", "");
    unreadable.settle(nobody, setAside, reach, violations);
    if (nobody.accepted == 0) {
      accounts.remove(key("", ""));
    }
  }

  /** Ends without a beginning; retention explains them where the topic no longer begins at 0. */
  private void findStrangers() {
    boolean whole = reach.holdsAllEvents();
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
              if (reach.holds(at)) {
                violations.add(at(at) + " has a dead letter but does not exist");
              }
            });
  }

  private void passed(EventPosition at) {
    nextEvents.merge(at.partition(), at.offset() + 1, Math::max);
  }

  private boolean hasPassed(EventPosition at) {
    return at.offset() < nextEvents.getOrDefault(at.partition(), 0L);
  }

  private Tally account(String tenant, String pipeline) {
    return accounts.computeIfAbsent(key(tenant, pipeline), key -> new Tally(tenant, pipeline));
  }

  /** Lengths keep two different pairs from reading alike. */
  private static String key(String tenant, String pipeline) {
    return tenant.length() + "/" + tenant + "/" + pipeline;
  }

  static String at(EventPosition at) {
    return "the record at partition "
        + at.partition()
        + ", offset "
        + at.offset()
        + " of raw-events";
  }
}
