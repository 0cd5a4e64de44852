package dev.millrace.publisher.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers samples until a call is full. */
final class Draft {

  private final Limits limits;
  private final Map<Moment, SortedMap<Double, Integer>> values = new LinkedHashMap<>();
  private int datums;
  private int bytes;

  /**
   * What one call may hold.
   *
   * @param datums how many
   * @param bytes on the wire, before they are compressed
   */
  record Limits(int datums, int bytes) {

    /** CloudWatch's own are 1,000 and 1 MB. */
    static final Limits USUAL = new Limits(1_000, 900_000);
  }

  private record Moment(Series series, Instant at) {}

  Draft(Limits limits) {
    this.limits = limits;
  }

  /** Takes all of them, or none where they do not fit. */
  boolean add(List<Sample> samples) {
    Map<Moment, SortedMap<Double, Integer>> changed = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Moment moment = new Moment(sample.series(), sample.at());
      changed
          .computeIfAbsent(moment, any -> new TreeMap<>(values.getOrDefault(any, new TreeMap<>())))
          .merge(sample.value().doubleValue(), 1, Integer::sum);
    }
    int moreDatums = 0;
    int moreBytes = 0;
    for (Map.Entry<Moment, SortedMap<Double, Integer>> one : changed.entrySet()) {
      List<Datum> before = split(one.getKey(), values.getOrDefault(one.getKey(), new TreeMap<>()));
      List<Datum> after = split(one.getKey(), one.getValue());
      moreDatums += after.size() - before.size();
      moreBytes += bytes(after) - bytes(before);
    }
    if (datums + moreDatums > limits.datums() || bytes + moreBytes > limits.bytes()) {
      return false;
    }
    values.putAll(changed);
    datums += moreDatums;
    bytes += moreBytes;
    return true;
  }

  /** What the call carries. */
  List<Datum> datums() {
    List<Datum> all = new ArrayList<>();
    values.forEach((moment, counts) -> all.addAll(split(moment, counts)));
    return all;
  }

  private static int bytes(List<Datum> those) {
    return those.stream().mapToInt(Datum::bytes).sum();
  }

  private static List<Datum> split(Moment moment, SortedMap<Double, Integer> counts) {
    List<Datum> parts = new ArrayList<>();
    SortedMap<Double, Integer> part = new TreeMap<>();
    for (Map.Entry<Double, Integer> one : counts.entrySet()) {
      part.put(one.getKey(), one.getValue());
      if (part.size() == Datum.MOST_VALUES) {
        parts.add(new Datum(moment.series(), moment.at(), part));
        part = new TreeMap<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(new Datum(moment.series(), moment.at(), part));
    }
    return parts;
  }
}
