package dev.millrace.drift.domain.policy;

import dev.millrace.record.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the newest windows say about one version for one reason, and whether they are believed: once
 * enough of them agree the episode is open, and it stays open until all of them are well.
 *
 * <p>A window may be told again, after late records: then its last word counts.
 *
 * <p><i>Threads</i>: one.
 */
public final class Episode {

  static final int MAX_EVIDENCE = 10;

  /** Whether each of the newest windows is bad, by start. */
  private final TreeMap<Long, Boolean> windows = new TreeMap<>();

  private @Nullable Long openSince;
  private boolean hasFired;
  private List<Evidence> evidence = List.of();
  private long endMillis = Long.MIN_VALUE;
  private long lengthMillis;

  /** Takes a window into account. */
  public void tell(Finding finding, PolicyRules.Persistence persistence) {
    windows.put(finding.startMillis(), finding.isBad());
    while (windows.size() > persistence.among()) {
      windows.pollFirstEntry();
    }
    if (!windows.containsKey(finding.startMillis())) {
      return;
    }
    endMillis = Math.max(endMillis, finding.endMillis());
    lengthMillis = finding.endMillis() - finding.startMillis();
    if (finding.isBad() && finding.startMillis() == lastBad().orElseThrow()) {
      evidence = finding.evidence().stream().limit(MAX_EVIDENCE).toList();
    }
    long bad = windows.values().stream().filter(isBad -> isBad).count();
    if (openSince == null && bad >= persistence.found()) {
      openSince = firstBad().orElseThrow();
      hasFired = false;
    }
    if (openSince != null && bad == 0 && windows.size() == persistence.among()) {
      openSince = null;
      hasFired = false;
      evidence = List.of();
    }
  }

  /** Start of the window in which it began; nothing while it is not open. */
  Optional<Long> openSince() {
    return Optional.ofNullable(openSince);
  }

  /** Whether it is believed, and not over. */
  public boolean isOpen() {
    return openSince != null;
  }

  boolean hasFired() {
    return hasFired;
  }

  /** It is a cause that has its event. */
  void fired() {
    hasFired = true;
  }

  /** Of the newest window that was bad. */
  List<Evidence> evidence() {
    return evidence;
  }

  /** End of the newest window. */
  long endMillis() {
    return endMillis;
  }

  /** How long the windows that it is judged by are. */
  long lengthMillis() {
    return lengthMillis;
  }

  private Optional<Long> firstBad() {
    return windows.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Optional<Long> lastBad() {
    return windows.descendingMap().entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(windows.size());
    for (Map.Entry<Long, Boolean> window : windows.entrySet()) {
      out.writeLong(window.getKey());
      out.writeBoolean(window.getValue());
    }
    out.writeBoolean(openSince != null);
    out.writeLong(openSince == null ? 0 : openSince);
    out.writeBoolean(hasFired);
    out.writeLong(endMillis);
    out.writeLong(lengthMillis);
    out.writeInt(evidence.size());
    for (Evidence one : evidence) {
      write(one, out);
    }
  }

  static Episode read(DataInput in) throws IOException {
    Episode episode = new Episode();
    int windows = in.readInt();
    for (int i = 0; i < windows; i++) {
      episode.windows.put(in.readLong(), in.readBoolean());
    }
    boolean isOpen = in.readBoolean();
    long since = in.readLong();
    episode.openSince = isOpen ? since : null;
    episode.hasFired = in.readBoolean();
    episode.endMillis = in.readLong();
    episode.lengthMillis = in.readLong();
    int evidence = in.readInt();
    List<Evidence> read = new ArrayList<>();
    for (int i = 0; i < evidence; i++) {
      read.add(readEvidence(in));
    }
    episode.evidence = List.copyOf(read);
    return episode;
  }

  private static void write(Evidence evidence, DataOutput out) throws IOException {
    out.writeUTF(evidence.getName());
    writeText(evidence.getFeature(), out);
    writeText(evidence.getSegment(), out);
    out.writeDouble(evidence.getValue());
    out.writeDouble(evidence.getThreshold());
    out.writeLong(evidence.getWindowStart().toEpochMilli());
    out.writeLong(evidence.getWindowEnd().toEpochMilli());
  }

  private static Evidence readEvidence(DataInput in) throws IOException {
    return new Evidence(
        in.readUTF(),
        readText(in),
        readText(in),
        in.readDouble(),
        in.readDouble(),
        Instant.ofEpochMilli(in.readLong()),
        Instant.ofEpochMilli(in.readLong()));
  }

  private static void writeText(@Nullable String text, DataOutput out) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  private static @Nullable String readText(DataInput in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }
}
