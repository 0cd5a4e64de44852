package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.NOON;

import dev.millrace.console.letters.domain.ReplayPlan;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A factory of lists that does one thing at a time, in an order that the dice decide: producers
 * send (good events, poisonous ones, nonsense, old ids again), also to a topic of their own;
 * ingestion takes and sets aside; a model answers or fails; somebody mends the spec, replays, and
 * dies half-way.
 */
final class RandomFactory {

  private static final int PARTITIONS = 2;
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final String OWN_TOPIC = "tickets";

  /** What goes wrong, so that a test can see that it is seen. */
  enum Defect {
    NONE,
    LOSES_REPLAYS,
    WRITES_LETTERS_TWICE,
    ADMITS_WHAT_IT_SETS_ASIDE,
    ANSWERS_TWICE
  }

  final List<List<Raw>> rawEvents = new ArrayList<>();
  final List<DeadLetter> letters = new ArrayList<>();
  final List<InferenceRequest> requests = new ArrayList<>();
  final List<Prediction> predictions = new ArrayList<>();
  final Map<Integer, Long> ingested = new HashMap<>();

  private final SplittableRandom random;
  private final Defect defect;
  private final Set<String> events = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Set<String>> replayedBatches = new ArrayList<>();
  private final List<Prediction> failedWithoutCopy = new ArrayList<>();
  private final Map<String, RawEvent> ofOwnTopic = new HashMap<>();
  private int nonsense;
  private int ownOffset;
  private int answered;
  private boolean isMended;

  /**
   * A record of raw-events.
   *
   * @param event null where it is none
   * @param replayOf null where it is no replay
   */
  record Raw(@Nullable RawEvent event, @Nullable DeadLetter replayOf) {}

  RandomFactory(long seed, Defect defect) {
    this.random = new SplittableRandom(seed);
    this.defect = defect;
    for (int i = 0; i < PARTITIONS; i++) {
      rawEvents.add(new ArrayList<>());
    }
  }

  /** Does some things. */
  void live(int steps) {
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(12)) {
        case 0, 1 -> send();
        case 2 -> sendToOwnTopic();
        case 3, 4, 5 -> ingest(random.nextInt(PARTITIONS));
        case 6, 7, 8 -> infer();
        case 9 -> copyFailed();
        case 10 ->
            replay(random.nextInt(4), random.nextInt(2) == 0 ? Repetition.ONCE : Repetition.AGAIN);
        default -> isMended |= random.nextInt(40) == 0;
      }
    }
  }

  /** Mends the spec, replays what there is and brings everything to its end. */
  void end() {
    isMended = true;
    for (int round = 0; round < 2; round++) {
      drain();
      replay(Integer.MAX_VALUE, Repetition.AGAIN);
    }
    drain();
  }

  int differentEvents() {
    return events.size();
  }

  int nonsense() {
    return nonsense;
  }

  private void drain() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      while (ingest(partition)) {
        copyFailed();
      }
    }
    while (infer()) {
      copyFailed();
    }
    copyFailed();
  }

  private void send() {
    if (random.nextInt(10) == 0) {
      nonsense++;
      publish(random.nextInt(PARTITIONS), new Raw(null, null));
      return;
    }
    RawEvent event = event(random.nextInt(60), random.nextInt(3) == 0 ? "poison" : "fine");
    events.add(Records.requestId(event.getId()));
    publish(partition(event), new Raw(event, null));
  }

  private void sendToOwnTopic() {
    RawEvent event = event(1000 + ownOffset, random.nextInt(2) == 0 ? "poison" : "fine");
    event.setSource(new RecordOrigin(OWN_TOPIC, 0, (long) ownOffset++));
    events.add(Records.requestId(event.getId()));
    if (random.nextInt(2) == 0 && !isMended) {
      DeadLetter letter = letter(OWN_TOPIC, 0, event.getSource().getOffset(), event);
      letter.setEventId(null);
      ofOwnTopic.put(id(letter), event);
      letters.add(letter);
    } else {
      publish(partition(event), new Raw(event, null));
    }
  }

  /** Takes the next record of a partition; false where there is none. */
  private boolean ingest(int partition) {
    long next = ingested.getOrDefault(partition, 0L);
    if (next >= rawEvents.get(partition).size()) {
      return false;
    }
    ingested.put(partition, next + 1);
    Raw raw = rawEvents.get(partition).get((int) next);
    RawEvent event = raw.event();
    if (defect == Defect.LOSES_REPLAYS && raw.replayOf() != null) {
      return true;
    }
    if (event == null || (event.getContentType().equals("poison") && !isMended)) {
      setAside(partition, next, raw);
      if (defect == Defect.ADMITS_WHAT_IT_SETS_ASIDE && event != null) {
        admit(partition, next, event);
      }
    } else {
      admit(partition, next, event);
    }
    return true;
  }

  private void setAside(int partition, long offset, Raw raw) {
    DeadLetter letter = letter("raw-events", partition, offset, raw.event());
    if (raw.replayOf() != null) {
      letter.setReplayOf(id(raw.replayOf()));
    }
    letters.add(letter);
    if (defect == Defect.WRITES_LETTERS_TWICE) {
      letters.add(letter);
    }
  }

  private void admit(int partition, long offset, RawEvent event) {
    if (seen.add(Records.requestId(event.getId()))) {
      InferenceRequest request = Records.request(event.getId());
      request.setOrigin(new RecordOrigin("raw-events", partition, offset));
      request.setSource(event.getSource());
      requests.add(request);
    }
  }

  private boolean infer() {
    if (answered == requests.size()) {
      return false;
    }
    InferenceRequest request = requests.get(answered++);
    Outcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
    Prediction prediction = Records.prediction(request.getEventId(), outcome);
    prediction.setOrigin(request.getOrigin());
    prediction.setSource(request.getSource());
    predictions.add(prediction);
    if (defect == Defect.ANSWERS_TWICE) {
      predictions.add(prediction);
    }
    if (outcome == Outcome.FAILED) {
      failedWithoutCopy.add(prediction);
    }
    return true;
  }

  private void copyFailed() {
    failedWithoutCopy.forEach(failed -> letters.add(Records.copyOfFailed(failed.getEventId())));
    failedWithoutCopy.clear();
  }

  /** One run over the letters, which may end after any batch. */
  private void replay(int batches, Repetition repetition) {
    Set<String> replayed = new HashSet<>();
    replayedBatches.forEach(replayed::addAll);
    ReplayPlan plan = new ReplayPlan(repetition, letters, replayed);
    requests.forEach(request -> plan.request(request.getRequestId()));
    List<DeadLetter> chosen =
        List.copyOf(letters).stream()
            .filter(letter -> plan.objection(id(letter), letter).isEmpty())
            .filter(letter -> isMended || letter.getTopic().equals("raw-events"))
            .toList();
    int size = 1 + random.nextInt(4);
    for (int from = 0, batch = 0; from < chosen.size() && batch < batches; from += size, batch++) {
      List<DeadLetter> part = chosen.subList(from, Math.min(from + size, chosen.size()));
      Set<String> ids = new HashSet<>();
      for (DeadLetter letter : part) {
        ids.add(id(letter));
        publishAgain(letter);
      }
      replayedBatches.add(ids);
    }
  }

  private void publishAgain(DeadLetter letter) {
    RawEvent own = ofOwnTopic.get(id(letter));
    if (own != null) {
      publish(partition(own), new Raw(own, letter));
    } else {
      Raw original = rawEvents.get(letter.getPartition()).get((int) letter.getOffset());
      publish(letter.getPartition(), new Raw(original.event(), letter));
    }
  }

  private void publish(int partition, Raw raw) {
    rawEvents.get(partition).add(raw);
  }

  private static int partition(RawEvent event) {
    return Math.floorMod(event.getId().hashCode(), PARTITIONS);
  }

  private static RawEvent event(int number, String kind) {
    RawEvent event = Records.event(kind + "-" + number);
    event.setContentType(kind);
    return event;
  }

  private static DeadLetter letter(
      String topic, int partition, long offset, @Nullable RawEvent event) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause(event == null ? "UNREADABLE" : "MISSING_VARIABLE")
        .setDetail("it could not go on")
        .setTenant(Optional.ofNullable(event).map(RawEvent::getTenant).orElse(null))
        .setPipeline(Optional.ofNullable(event).map(RawEvent::getPipeline).orElse(null))
        .setEventId(Optional.ofNullable(event).map(RawEvent::getId).orElse(null))
        .setTopic(topic)
        .setPartition(partition)
        .setOffset(offset)
        .setFailedAt(NOON)
        .build();
  }

  private static String id(DeadLetter letter) {
    return letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset();
  }
}
