package dev.millrace.drift.domain.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides when a better model is asked for, for one pipeline.
 *
 * <p><i>Shape</i>: one event per cause, however many windows show it. A cause is an {@link
 * Episode}, a further {@code minLabels} judged answers, or a further cooldown of traffic; its id is
 * derived from it, so the same input gives the same ids. Time is event time.
 *
 * <p>A cause that comes within the cooldown, or is one too many for the day, waits: its event comes
 * when it may, if it is still a cause then.
 *
 * <p><i>Threads</i>: one.
 */
public final class RetrainingPolicy {

  private static final int FORM = 1;
  private static final int ID_BYTES = 16;
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final double HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private record EpisodeKey(RetrainingReason reason, int version)
      implements Comparable<EpisodeKey> {

    @Override
    public int compareTo(EpisodeKey other) {
      int order = reason.compareTo(other.reason);
      return order == 0 ? Integer.compare(version, other.version) : order;
    }
  }

  /** When the last window of a cause ended, and when it is told of: labels may come days later. */
  private record Moment(long detected, long told) {

    static Moment at(long now) {
      return new Moment(now, now);
    }
  }

  private final TreeMap<EpisodeKey, Episode> episodes = new TreeMap<>();

  /** When the events of the last day were told: late labels detect what was long ago. */
  private final TreeSet<Long> fired = new TreeSet<>();

  private long lastFired = Long.MIN_VALUE;
  private long began = Long.MAX_VALUE;
  private int newestVersion;
  private long labels;
  private long labelsLevel;
  private long scheduleSlot;

  /** Takes into account that a version has traffic. */
  public void seen(int version, long eventTimeMillis) {
    newestVersion = Math.max(newestVersion, version);
    began = Math.min(began, eventTimeMillis);
  }

  /** Takes judged answers into account: those that came, less those that were taken back. */
  public void judged(long more) {
    labels += more;
  }

  /** Takes a window into account, or what late records have made of it. */
  public void tell(Finding finding, PolicyRules rules) {
    EpisodeKey key = new EpisodeKey(finding.reason(), finding.version());
    Episode episode = episodes.computeIfAbsent(key, none -> new Episode());
    boolean wasOpen = episode.isOpen();
    episode.tell(finding, rules.persistence());
    long length = finding.endMillis() - finding.startMillis();
    if (!wasOpen && episode.isOpen() && isKnown(key, episode, length, rules)) {
      episode.fired();
    }
  }

  /**
   * The next event that is due; nothing where none is. Who asks until there is none has them all.
   *
   * @param nowMillis event time
   */
  public Optional<RetrainingEvent> next(String pipeline, long nowMillis, PolicyRules rules) {
    if (!mayFire(nowMillis, rules)) {
      return Optional.empty();
    }
    for (RetrainingReason reason : new TreeSet<>(rules.reasons())) {
      Optional<RetrainingEvent> event = cause(reason, pipeline, nowMillis, rules);
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  private Optional<RetrainingEvent> cause(
      RetrainingReason reason, String pipeline, long now, PolicyRules rules) {
    return switch (reason) {
      case DRIFT, QUALITY -> episode(reason, pipeline, now);
      case LABELS -> labels(pipeline, now, rules);
      case SCHEDULE -> schedule(pipeline, now, rules);
    };
  }

  /** Another version shows the same while this one's cause is still in front of everybody. */
  private boolean isKnown(EpisodeKey key, Episode episode, long length, PolicyRules rules) {
    long patience = length * rules.persistence().among();
    return episodes.entrySet().stream()
        .filter(other -> other.getKey().reason() == key.reason())
        .filter(other -> other.getKey().version() != key.version())
        .map(Map.Entry::getValue)
        .anyMatch(
            other ->
                other.isOpen()
                    && other.hasFired()
                    && other.endMillis() + patience > episode.endMillis());
  }

  private boolean mayFire(long now, PolicyRules rules) {
    boolean isCool = lastFired == Long.MIN_VALUE || now >= lastFired + rules.cooldown().toMillis();
    return isCool && fired.tailSet(now - DAY_MILLIS, false).size() < rules.maxPerDay();
  }

  private Optional<RetrainingEvent> episode(RetrainingReason reason, String pipeline, long now) {
    for (Map.Entry<EpisodeKey, Episode> entry : episodes.entrySet()) {
      Episode episode = entry.getValue();
      if (entry.getKey().reason() == reason && episode.isOpen() && !episode.hasFired()) {
        int version = entry.getKey().version();
        long since = episode.openSince().orElseThrow();
        episodes.entrySet().stream()
            .filter(other -> other.getKey().reason() == reason && other.getValue().isOpen())
            .forEach(other -> other.getValue().fired());
        return Optional.of(
            event(
                pipeline,
                version,
                reason,
                since,
                episode.evidence(),
                new Moment(episode.endMillis(), now)));
      }
    }
    return Optional.empty();
  }

  private Optional<RetrainingEvent> labels(String pipeline, long now, PolicyRules rules) {
    long level = rules.minLabels() == 0 ? 0 : labels / rules.minLabels();
    if (level <= labelsLevel) {
      return Optional.empty();
    }
    labelsLevel = level;
    List<Evidence> evidence =
        List.of(evidence("labels", (double) labels, (double) (rules.minLabels() * level), now));
    return Optional.of(
        event(pipeline, newestVersion, RetrainingReason.LABELS, level, evidence, Moment.at(now)));
  }

  private Optional<RetrainingEvent> schedule(String pipeline, long now, PolicyRules rules) {
    long slot = began == Long.MAX_VALUE ? 0 : (now - began) / rules.cooldown().toMillis();
    if (slot <= scheduleSlot) {
      return Optional.empty();
    }
    scheduleSlot = slot;
    long since = lastFired == Long.MIN_VALUE ? began : lastFired;
    List<Evidence> evidence =
        List.of(
            evidence(
                "hours",
                (now - since) / HOUR_MILLIS,
                rules.cooldown().toMillis() / HOUR_MILLIS,
                now));
    return Optional.of(
        event(pipeline, newestVersion, RetrainingReason.SCHEDULE, slot, evidence, Moment.at(now)));
  }

  private Evidence evidence(String name, double value, double threshold, long now) {
    return new Evidence(
        name, null, null, value, threshold, Instant.ofEpochMilli(began), Instant.ofEpochMilli(now));
  }

  private RetrainingEvent event(
      String pipeline,
      int version,
      RetrainingReason reason,
      long since,
      List<Evidence> evidence,
      Moment moment) {
    fired.add(moment.told());
    fired.headSet(moment.told() - DAY_MILLIS, true).clear();
    lastFired = Math.max(lastFired, moment.told());
    return new RetrainingEvent(
        id(pipeline + "/" + version + "/" + reason + "/" + since),
        pipeline,
        version,
        reason,
        evidence,
        Instant.ofEpochMilli(moment.detected()));
  }

  private static String id(String cause) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(cause.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Writes what the policy remembers. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORM);
    out.writeLong(lastFired);
    out.writeLong(began);
    out.writeInt(newestVersion);
    out.writeLong(labels);
    out.writeLong(labelsLevel);
    out.writeLong(scheduleSlot);
    out.writeInt(fired.size());
    for (long at : fired) {
      out.writeLong(at);
    }
    out.writeInt(episodes.size());
    for (Map.Entry<EpisodeKey, Episode> entry : episodes.entrySet()) {
      out.writeUTF(entry.getKey().reason().name());
      out.writeInt(entry.getKey().version());
      entry.getValue().write(out);
    }
  }

  /** Reads what {@link #write} has written. */
  public static RetrainingPolicy read(DataInput in) throws IOException {
    byte form = in.readByte();
    if (form != FORM) {
      throw new IOException("the policy's state has the unknown form " + form);
    }
    RetrainingPolicy policy = new RetrainingPolicy();
    policy.lastFired = in.readLong();
    policy.began = in.readLong();
    policy.newestVersion = in.readInt();
    policy.labels = in.readLong();
    policy.labelsLevel = in.readLong();
    policy.scheduleSlot = in.readLong();
    int fired = in.readInt();
    for (int i = 0; i < fired; i++) {
      policy.fired.add(in.readLong());
    }
    int episodes = in.readInt();
    for (int i = 0; i < episodes; i++) {
      EpisodeKey key = new EpisodeKey(RetrainingReason.valueOf(in.readUTF()), in.readInt());
      policy.episodes.put(key, Episode.read(in));
    }
    return policy;
  }
}
