package dev.millrace.drift.domain.policy;

import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.schemas.Sha256;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides when a better model is asked for, for one pipeline.
 *
 * <p><i>Shape</i>: one event per cause, however many windows and signs show it: what begins while a
 * cause that has its event goes on is taken for that cause. A cause is made of {@link Episode}s of
 * one version, or it is a further {@code minLabels} judged answers, or a further cooldown of
 * traffic; its id is derived from it, so the same input gives the same ids. Time is event time.
 *
 * <p>Only the champion is found wanting: causes of other versions are kept in mind, and become
 * events if they are still there when the version is champion. A cause that was told of the one
 * before is told again where the new champion shows it.
 *
 * <p>After a crash, events may be written that the state knows nothing of: {@link #recall} tells of
 * them. Each stands for one cause, whatever id that would get this time; an event that the state
 * knows of stands for none of those that came later.
 *
 * <p>A cause that comes within the cooldown, or is one too many for the day, waits: its event comes
 * when it may, if it is still a cause then.
 *
 * <p><i>Threads</i>: one.
 */
public final class RetrainingPolicy {

  private static final int FORM = 3;
  private static final int ID_BYTES = 16;
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final double HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private record EpisodeKey(Finding.Sign sign, int version) implements Comparable<EpisodeKey> {

    @Override
    public int compareTo(EpisodeKey other) {
      int order = sign.compareTo(other.sign);
      return order == 0 ? Integer.compare(version, other.version) : order;
    }
  }

  /** Whose fault causes are: the version that answers. */
  public record Champion(String pipeline, int version) {}

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
  private long labels;
  private long labelsLevel;
  private long scheduleSlot;

  /** Ids of events whose causes are known, and when those were last seen. */
  private final TreeMap<String, Long> known = new TreeMap<>();

  /** Written in earlier lives; no part of the state. */
  private WrittenEvents written = WrittenEvents.NONE;

  /** Tells of the events of the pipeline that are in their topic. */
  public void recall(List<RetrainingEvent> events) {
    written = new WrittenEvents(events);
  }

  /** Ends what is remembered of versions without traffic, and of events of long ago. */
  public void forgetBefore(long horizonMillis) {
    episodes.values().removeIf(episode -> episode.endMillis() < horizonMillis);
    known.values().removeIf(detected -> detected < horizonMillis);
  }

  /** Takes into account that there is traffic. */
  public void seen(long eventTimeMillis) {
    began = Math.min(began, eventTimeMillis);
  }

  /** Takes judged answers into account: those that came, less those that were taken back. */
  public void judged(long more) {
    labels += more;
  }

  /** Takes a window into account, or what late records have made of it. */
  public void tell(Finding finding, PolicyRules rules) {
    EpisodeKey key = new EpisodeKey(finding.sign(), finding.version());
    Episode episode = episodes.computeIfAbsent(key, none -> new Episode());
    boolean wasOpen = episode.isOpen();
    episode.tell(finding, finding.sign().persistence(rules));
    if (!wasOpen && episode.isOpen() && isKnown(key, episode, rules)) {
      episode.fired();
    }
  }

  /**
   * The next event that is due; nothing where none is. Who asks until there is none has them all.
   *
   * @param nowMillis event time
   */
  public Optional<RetrainingEvent> next(Champion champion, long nowMillis, PolicyRules rules) {
    if (!mayFire(nowMillis, rules)) {
      return Optional.empty();
    }
    for (RetrainingReason reason : new TreeSet<>(rules.reasons())) {
      Optional<RetrainingEvent> event = cause(reason, champion, nowMillis, rules);
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  private Optional<RetrainingEvent> cause(
      RetrainingReason reason, Champion champion, long now, PolicyRules rules) {
    return switch (reason) {
      case DRIFT, QUALITY, COST -> episode(reason, champion, now, rules);
      case LABELS -> labels(champion, now, rules);
      case SCHEDULE -> schedule(champion, now, rules);
    };
  }

  /** Another sign shows it while its cause is still in front of everybody. */
  private boolean isKnown(EpisodeKey key, Episode episode, PolicyRules rules) {
    return of(key.version()).stream()
        .filter(other -> other != episode && other.isOpen() && other.hasFired())
        .anyMatch(other -> other.endMillis() + patience(other, rules) > episode.endMillis());
  }

  private List<Episode> of(int version) {
    return episodes.entrySet().stream()
        .filter(entry -> entry.getKey().version() == version)
        .map(Map.Entry::getValue)
        .toList();
  }

  private static long patience(Episode episode, PolicyRules rules) {
    return episode.lengthMillis() * rules.persistence().among();
  }

  private boolean mayFire(long now, PolicyRules rules) {
    boolean isCool = lastFired == Long.MIN_VALUE || now >= lastFired + rules.cooldown().toMillis();
    return isCool && fired.tailSet(now - DAY_MILLIS, false).size() < rules.maxPerDay();
  }

  private Optional<RetrainingEvent> episode(
      RetrainingReason reason, Champion champion, long now, PolicyRules rules) {
    for (Map.Entry<EpisodeKey, Episode> entry : episodes.entrySet()) {
      Episode episode = entry.getValue();
      boolean isAsked =
          entry.getKey().sign().reason() == reason
              && entry.getKey().version() == champion.version();
      if (!isAsked || !episode.isOpen() || episode.hasFired()) {
        continue;
      }
      long since = episode.openSince().orElseThrow();
      Optional<RetrainingEvent> before =
          written
              .without(known.keySet())
              .about(champion.version(), since, episode.endMillis(), patience(episode, rules));
      if (before.isPresent()) {
        episode.fired();
        told(before.get(), before.get().getDetectedAt().toEpochMilli());
        continue;
      }
      List<Evidence> evidence = new ArrayList<>(episode.evidence());
      for (Episode other : of(champion.version())) {
        if (other.isOpen() && !other.hasFired()) {
          other.fired();
          if (other != episode) {
            evidence.addAll(other.evidence());
          }
        }
      }
      return Optional.of(
          event(
              champion,
              reason,
              champion.version() + "/since/" + since,
              evidence.stream().limit(Episode.MAX_EVIDENCE).toList(),
              new Moment(episode.endMillis(), now)));
    }
    return Optional.empty();
  }

  private Optional<RetrainingEvent> labels(Champion champion, long now, PolicyRules rules) {
    long level = rules.minLabels() == 0 ? 0 : labels / rules.minLabels();
    if (level <= labelsLevel) {
      return Optional.empty();
    }
    labelsLevel = level;
    double threshold = (double) (rules.minLabels() * level);
    if (written.hasLabels(threshold)) {
      return Optional.empty();
    }
    List<Evidence> evidence = List.of(evidence("labels", (double) labels, threshold, now));
    return Optional.of(
        event(champion, RetrainingReason.LABELS, "labels/" + level, evidence, Moment.at(now)));
  }

  private Optional<RetrainingEvent> schedule(Champion champion, long now, PolicyRules rules) {
    long slot = began == Long.MAX_VALUE ? 0 : (now - began) / rules.cooldown().toMillis();
    if (slot <= scheduleSlot) {
      return Optional.empty();
    }
    scheduleSlot = slot;
    if (written.hasSchedule(began + slot * rules.cooldown().toMillis())) {
      return Optional.empty();
    }
    long since = lastFired == Long.MIN_VALUE ? began : lastFired;
    List<Evidence> evidence =
        List.of(
            evidence(
                "hours",
                (now - since) / HOUR_MILLIS,
                rules.cooldown().toMillis() / HOUR_MILLIS,
                now));
    return Optional.of(
        event(champion, RetrainingReason.SCHEDULE, "schedule/" + slot, evidence, Moment.at(now)));
  }

  private Evidence evidence(String name, double value, double threshold, long now) {
    return new Evidence(
        name, null, null, value, threshold, Instant.ofEpochMilli(began), Instant.ofEpochMilli(now));
  }

  private RetrainingEvent event(
      Champion champion,
      RetrainingReason reason,
      String cause,
      List<Evidence> evidence,
      Moment moment) {
    RetrainingEvent event =
        new RetrainingEvent(
            id(champion.pipeline() + "/" + cause),
            champion.pipeline(),
            champion.version(),
            reason,
            evidence,
            Instant.ofEpochMilli(moment.detected()));
    told(event, moment.told());
    return event;
  }

  private void told(RetrainingEvent event, long atMillis) {
    known.put(event.getId(), Math.max(atMillis, event.getDetectedAt().toEpochMilli()));
    fired.add(atMillis);
    fired.headSet(fired.last() - DAY_MILLIS, true).clear();
    lastFired = Math.max(lastFired, atMillis);
  }

  private static String id(String cause) {
    return HexFormat.of().formatHex(Sha256.of(cause), 0, ID_BYTES);
  }

  /** Writes what the policy remembers. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORM);
    out.writeLong(lastFired);
    out.writeLong(began);
    out.writeLong(labels);
    out.writeLong(labelsLevel);
    out.writeLong(scheduleSlot);
    out.writeInt(fired.size());
    for (long at : fired) {
      out.writeLong(at);
    }
    out.writeInt(known.size());
    for (Map.Entry<String, Long> event : known.entrySet()) {
      out.writeUTF(event.getKey());
      out.writeLong(event.getValue());
    }
    out.writeInt(episodes.size());
    for (Map.Entry<EpisodeKey, Episode> entry : episodes.entrySet()) {
      out.writeUTF(entry.getKey().sign().name());
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
    policy.labels = in.readLong();
    policy.labelsLevel = in.readLong();
    policy.scheduleSlot = in.readLong();
    int fired = in.readInt();
    for (int i = 0; i < fired; i++) {
      policy.fired.add(in.readLong());
    }
    int known = in.readInt();
    for (int i = 0; i < known; i++) {
      policy.known.put(in.readUTF(), in.readLong());
    }
    int episodes = in.readInt();
    for (int i = 0; i < episodes; i++) {
      EpisodeKey key = new EpisodeKey(Finding.Sign.valueOf(in.readUTF()), in.readInt());
      policy.episodes.put(key, Episode.read(in));
    }
    return policy;
  }
}
