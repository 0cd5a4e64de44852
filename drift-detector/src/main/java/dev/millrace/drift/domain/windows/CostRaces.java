package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.costs.CostSide;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What champion and others have cost since they were last compared, segment by segment. A pane
 * counts where both have traffic in it: so both are measured on the same traffic, at the same time,
 * and however little of it there is, at some time it is enough.
 *
 * <p><i>Size</i>: some numbers for each other version and segment, until that has been without
 * traffic for as long as panes are kept.
 *
 * <p><i>Threads</i>: one.
 */
final class CostRaces {

  /** One comparison, for as long as it has too few answers. */
  record Race(CostSide champion, CostSide rival, long newestPane) {

    private Race with(long pane, Tally ours, Tally theirs) {
      champion.merge(ours.costs(), ours.rows());
      rival.merge(theirs.costs(), theirs.rows());
      return new Race(champion, rival, Math.max(newestPane, pane));
    }
  }

  private @Nullable Integer champion;

  /** By the other version and the segment. */
  private final TreeMap<Group, Race> races = new TreeMap<>();

  /** Takes a pane into account; another champion begins anew. */
  void take(WindowJudge.Window pane, int version) {
    if (champion == null || champion != version) {
      champion = version;
      races.clear();
    }
    Map<Group, Tally> groups = pane.counts().groups();
    groups.forEach(
        (group, theirs) -> {
          Tally ours = groups.get(new Group(version, group.segment()));
          boolean isRival = group.version() != Group.ALL_VERSIONS && group.version() != version;
          if (isRival && ours != null) {
            Race race =
                races.getOrDefault(
                    group, new Race(CostSide.empty(), CostSide.empty(), pane.startMillis()));
            races.put(group, race.with(pane.startMillis(), ours, theirs));
          }
        });
  }

  /** Those under way, by the other version and the segment. */
  Map<Group, Race> underWay() {
    return new TreeMap<>(races);
  }

  /** A comparison was made, and the next one begins with nothing. */
  void end(Group rival) {
    races.remove(rival);
  }

  void forgetBefore(long horizonMillis) {
    races.values().removeIf(race -> race.newestPane() < horizonMillis);
  }

  void clear() {
    races.clear();
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(champion != null);
    out.writeInt(champion == null ? 0 : champion);
    out.writeInt(races.size());
    for (Map.Entry<Group, Race> race : races.entrySet()) {
      race.getKey().write(out);
      race.getValue().champion().write(out);
      race.getValue().rival().write(out);
      out.writeLong(race.getValue().newestPane());
    }
  }

  static CostRaces read(DataInput in) throws IOException {
    CostRaces read = new CostRaces();
    boolean isKnown = in.readBoolean();
    int version = in.readInt();
    read.champion = isKnown ? version : null;
    int races = in.readInt();
    for (int i = 0; i < races; i++) {
      read.races.put(Group.read(in), new Race(CostSide.read(in), CostSide.read(in), in.readLong()));
    }
    return read;
  }
}
