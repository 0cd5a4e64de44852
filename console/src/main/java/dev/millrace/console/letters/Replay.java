package dev.millrace.console.letters;

import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.ReplayPlan;
import dev.millrace.console.letters.domain.ReplayResult;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.platform.runtime.Pause;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.DeadLetter;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Replays dead letters of ingestion: their records come to {@code raw-events} once more.
 *
 * <p><i>Shape</i>: what is meant is chosen first, from the letters without their content; then the
 * letters are read once more and go out in their order, batch by batch.
 *
 * <p><i>Failure</i>: a batch is in {@code raw-events} and in the audit log, or in neither: whoever
 * starts again after a crash leaves out what is there.
 */
public final class Replay {

  private final Brokers brokers;
  private final RecordSource records;
  private final DeadLetters letters;
  private final ReplayWays ways;

  /**
   * Letters that were chosen.
   *
   * @param objections why a letter is left out, by id; nothing where it may be replayed
   * @param causes how many there are of each cause
   * @param replayed what the audit log says of replays
   * @param upTo how far letters were looked at: an order with it means no more than these
   */
  public record Choice(
      Map<String, Optional<SkipReason>> objections,
      Map<String, Long> causes,
      Map<String, AuditEvent> replayed,
      LetterBound upTo) {

    /** The latest replay of those that are left out for a reason; nothing where there was none. */
    public Optional<AuditEvent> lastReplay(SkipReason reason) {
      return objections.entrySet().stream()
          .filter(objection -> objection.getValue().equals(Optional.of(reason)))
          .flatMap(objection -> Optional.ofNullable(replayed.get(objection.getKey())).stream())
          .max(Comparator.comparing(AuditEvent::getAt));
    }
  }

  public Replay(Brokers brokers, RecordSource records, ReplayWays ways) {
    this.brokers = brokers;
    this.records = records;
    this.letters = new DeadLetters(records);
    this.ways = ways;
  }

  /**
   * Chooses what an order means from the letters that are there now.
   *
   * @throws UnknownLetterException where it names one that is not there
   */
  public Choice choose(ReplayOrder order) {
    return choose(order, Integer.MAX_VALUE);
  }

  /**
   * The same, for who replays no more than so many letters.
   *
   * @param most where more are meant, one more than these is chosen, and the others are not kept
   */
  public Choice choose(ReplayOrder order, int most) {
    Set<String> unseen = new HashSet<>(order.ids());
    Set<String> chosen = new HashSet<>();
    // Beside them those that say of others that their replays have failed.
    DeadLetters.Looked looked =
        letters.looked(
            order.upTo(),
            (id, letter, isBehind) -> {
              unseen.remove(id);
              if (!isBehind && order.takes(id, letter) && chosen.size() <= most) {
                chosen.add(id);
              }
              return chosen.contains(id) || letter.getReplayOf() != null;
            });
    unseen.stream()
        .findFirst()
        .ifPresent(
            id -> {
              throw new UnknownLetterException(id);
            });
    Map<String, DeadLetter> read = looked.letters();
    Map<String, DeadLetter> meant = new LinkedHashMap<>();
    Map<String, Long> causes = new TreeMap<>();
    read.forEach(
        (id, letter) -> {
          if (chosen.contains(id)) {
            meant.put(id, letter);
            causes.merge(letter.getCause(), 1L, Long::sum);
          }
        });
    Map<String, AuditEvent> replayed = letters.replayed();
    ReplayPlan plan = new ReplayPlan(order.repetition(), read.values(), replayed.keySet());
    findRequests(meant, plan);
    Map<String, Optional<SkipReason>> objections = new LinkedHashMap<>();
    meant.forEach((id, letter) -> objections.put(id, plan.objection(id, letter)));
    return new Choice(objections, causes, replayed, order.upTo().orElse(looked.end()));
  }

  /** Says what would become of the letters, and changes nothing. */
  public ReplayResult preview(Choice choice) throws IOException {
    Map<SkipReason, Long> skipped = walk(choice, (id, letter, record) -> {});
    return result(choice, skipped, 0);
  }

  /**
   * Replays the letters.
   *
   * @param actor who wants it
   * @param perSecond how many a second, at least 1
   * @throws IOException where the brokers do not take them; those that they took are replayed
   */
  public ReplayResult run(Choice choice, String actor, int perSecond) throws IOException {
    return run(
        choice, actor, new ReplayWriter.Pace(perSecond, InstantSource.system(), Pause.sleeping()));
  }

  ReplayResult run(Choice choice, String actor, ReplayWriter.Pace pace) throws IOException {
    try (ReplayWriter writer = new ReplayWriter(brokers, choice.replayed(), actor, pace)) {
      Map<SkipReason, Long> skipped =
          walk(
              choice,
              (id, letter, record) ->
                  writer.add(id, Optional.ofNullable(letter.getTenant()), record));
      writer.flush();
      if (writer.overtaken() > 0) {
        skipped.merge(SkipReason.ALREADY_REPLAYED, writer.overtaken(), Long::sum);
      }
      return result(choice, skipped, writer.sent());
    }
  }

  /** Gives the record of each letter that may be replayed; returns how many are left out. */
  private Map<SkipReason, Long> walk(Choice choice, ReplayWalk.Outlet outlet) throws IOException {
    Set<String> unobjected = new HashSet<>();
    Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
    choice
        .objections()
        .forEach(
            (id, objection) ->
                objection.ifPresentOrElse(
                    why -> skipped.merge(why, 1L, Long::sum), () -> unobjected.add(id)));
    try (OriginalRecords originals = OriginalRecords.open(brokers.kafka())) {
      LetterRecords made = new LetterRecords(brokers.registry(), originals, ways);
      new ReplayWalk(letters::each, made::of, this::existing)
          .through(unobjected, outlet)
          .forEach((why, count) -> skipped.merge(why, count, Long::sum));
    }
    return skipped;
  }

  private void findRequests(Map<String, DeadLetter> meant, ReplayPlan plan) {
    Set<String> wanted =
        meant.values().stream()
            .flatMap(letter -> ReplayPlan.requestId(letter).stream())
            .collect(Collectors.toUnmodifiableSet());
    if (!wanted.isEmpty()) {
      existing(wanted).forEach(plan::request);
    }
  }

  /** Those of some requests that were made, whether they still run or have ended. */
  private Set<String> existing(Set<String> wanted) {
    Set<String> existing = new HashSet<>();
    Consumer<String> found =
        requestId -> {
          if (wanted.contains(requestId)) {
            existing.add(requestId);
          }
        };
    records.read(Topics.INFERENCE_REQUESTS, request -> found.accept(request.getRequestId()));
    records.read(Topics.PREDICTIONS, ended -> found.accept(ended.getRequestId()));
    return existing;
  }

  private static ReplayResult result(Choice choice, Map<SkipReason, Long> skipped, long replayed) {
    long matched = choice.objections().size();
    long left = skipped.values().stream().mapToLong(Long::longValue).sum();
    return new ReplayResult(matched, matched - left, replayed, skipped);
  }
}
