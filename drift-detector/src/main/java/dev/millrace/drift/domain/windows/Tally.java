package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.costs.CostSums;
import dev.millrace.drift.domain.quality.JudgedRows;
import dev.millrace.drift.domain.quality.QualitySums;
import dev.millrace.platform.drift.domain.WindowCounts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted of one group: records, quality, costs, and features in the cells of its
 * reference.
 *
 * <p><i>Threads</i>: one.
 */
final class Tally {

  private long records;
  private final QualitySums quality;
  private final JudgedRows rows;
  private final CostSums costs;
  private final TreeMap<String, WindowCounts> features = new TreeMap<>();

  Tally() {
    this(new QualitySums(), new JudgedRows(), new CostSums());
  }

  private Tally(QualitySums quality, JudgedRows rows, CostSums costs) {
    this.quality = quality;
    this.rows = rows;
    this.costs = costs;
  }

  void record() {
    records++;
  }

  long records() {
    return records;
  }

  QualitySums quality() {
    return quality;
  }

  /** Answers that were judged by the time that labels are due. */
  JudgedRows rows() {
    return rows;
  }

  /** What its requests have cost, where that is watched. */
  CostSums costs() {
    return costs;
  }

  /** By name; to be added to. */
  Map<String, WindowCounts> features() {
    return features;
  }

  /** Adds what another has counted against the same reference. */
  void merge(Tally other) {
    records += other.records;
    quality.merge(other.quality);
    rows.merge(other.rows);
    costs.merge(other.costs);
    other.features.forEach(
        (name, counts) -> {
          WindowCounts mine = features.get(name);
          if (mine == null) {
            features.put(name, counts.copy());
          } else {
            mine.merge(counts);
          }
        });
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(records);
    quality.write(out);
    rows.write(out);
    costs.write(out);
    out.writeInt(features.size());
    for (Map.Entry<String, WindowCounts> feature : features.entrySet()) {
      out.writeUTF(feature.getKey());
      Bytes.write(feature.getValue().bytes(), out);
    }
  }

  static Tally read(DataInput in) throws IOException {
    long records = in.readLong();
    Tally tally = new Tally(QualitySums.read(in), JudgedRows.read(in), CostSums.read(in));
    tally.records = records;
    int features = in.readInt();
    for (int i = 0; i < features; i++) {
      tally.features.put(in.readUTF(), WindowCounts.of(Bytes.read(in)));
    }
    return tally;
  }
}
