package dev.millrace.publisher;

import dev.millrace.publisher.Source.Found;
import dev.millrace.publisher.domain.ReadMark;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.alarms.Alarms;
import dev.millrace.record.Alert;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is measured against the alarms of the catalogue, one turn after the other.
 *
 * <pre>
 * cost-metrics, quality-metrics, ─┐
 * dead-letters, model-runs ───────┼─> alarms ─> alerts ─> {@link AlertSender} ─> webhook
 * groups, windows (asked) ────────┘     ^          │
 *                                       └──────────┘
 * </pre>
 *
 * <p><i>Failure</i>: alerts and how far records were looked at are written together, so each alert
 * is written once. Another life reads the last hour of records again, which sums need; what opened
 * by them is in the topic of alerts. Records that came while nobody ran are looked at as of when
 * they were written: what rang meanwhile is told, late. While records wait that cannot be read, no
 * alert closes, and only those open that the brokers alone tell of.
 *
 * <p><i>Threads</i>: for one.
 */
final class AlertJob {

  private static final Duration POLL = Duration.ofMillis(500);

  /** Between two inquiries, and two writings where nothing happens. */
  private static final Duration BEAT = Duration.ofMinutes(1);

  /** Who has read all that is older knows how things stand. */
  private static final Duration UP_TO_DATE = Duration.ofSeconds(10);

  private final Means means;
  private final Alarms alarms;
  private final Map<String, Long> counted;
  private final ReadMark mark = new ReadMark();
  private Instant nextInquiry = Instant.MIN;
  private Instant nextView = Instant.MIN;
  private Instant nextWriting = Instant.MIN;

  /**
   * What the job works with; stays the caller's.
   *
   * @param inquiry how things stand that no record tells of, at a moment
   * @param view how things stand by all records together, asked only where they have been read
   */
  record Means(
      Source source,
      AlertJournal journal,
      Function<Instant, List<Sample>> inquiry,
      Function<Instant, List<Sample>> view,
      InstantSource clock) {}

  /** Goes on where the journal ends. */
  AlertJob(AlertJournal.Past past, Means means) {
    this.means = means;
    this.alarms = new Alarms(means.clock().instant());
    this.counted = Map.copyOf(past.counted());
    past.told().forEach(told -> alarms.restore(told.alert(), told.at()));
  }

  /** Takes what is there, and tells what follows. */
  void turn() {
    List<Found> found = means.source().poll(POLL);
    Instant now = means.clock().instant();
    List<Alert> changed = taken(found);
    if (!now.isBefore(nextInquiry)) {
      nextInquiry = now.plus(BEAT);
      means.inquiry().apply(now).forEach(alarms::take);
    }
    if (isUpToDate(now)) {
      if (!now.isBefore(nextView)) {
        nextView = now.plus(BEAT);
        means.view().apply(now).forEach(alarms::take);
      }
      changed.addAll(alarms.changed(now));
    } else {
      changed.addAll(alarms.openedByInquiry(now));
    }
    if (!changed.isEmpty() || !now.isBefore(nextWriting)) {
      nextWriting = now.plus(BEAT);
      means.journal().write(changed, means.source().positions());
    }
  }

  /** What was written before then has been looked at; the beginning of time before the first. */
  Instant lookedUpTo() {
    return mark.upTo();
  }

  /** Looks once for each second of records: alarms know nothing shorter. */
  private List<Alert> taken(List<Found> found) {
    List<Alert> opened = new ArrayList<>();
    @Nullable Instant second = null;
    // A poll has one partition after the other, and sums are over all of them.
    List<Found> inTime = found.stream().sorted(Comparator.comparing(Found::writtenAt)).toList();
    for (Found one : inTime) {
      Instant its = one.writtenAt().truncatedTo(ChronoUnit.SECONDS);
      if (second != null && !second.equals(its)) {
        opened.addAll(alarms.opened(second));
        second = null;
      }
      alarms.take(one.reading(), its);
      second = isNew(one) ? its : second;
    }
    if (second != null) {
      opened.addAll(alarms.opened(second));
    }
    return opened;
  }

  /** What an earlier life looked at is known, and opens nothing. */
  private boolean isNew(Found one) {
    return one.place().offset() >= counted.getOrDefault(one.place().partition(), 0L);
  }

  /** That nothing comes is no sign of it: the registry or a broker may be away. */
  private boolean isUpToDate(Instant now) {
    if (mark.asksForEnds(now)) {
      means.source().ends().ifPresent(ends -> mark.ends(ends, now));
    }
    mark.read(means.source().positions());
    return mark.upTo().isAfter(now.minus(UP_TO_DATE));
  }
}
