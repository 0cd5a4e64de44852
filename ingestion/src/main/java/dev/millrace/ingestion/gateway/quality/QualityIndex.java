package dev.millrace.ingestion.gateway.quality;

import dev.millrace.ingestion.gateway.windows.KeyBytes;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.ingestion.gateway.windows.WindowIndex;
import dev.millrace.record.QualityMetric;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What counts of {@code quality-metrics}, on disk: of each figure of each window the one of the
 * highest revision, and of equal ones the later.
 *
 * <p><i>Shape</i>: in the order of the windows' starts; a revision stands before each record.
 *
 * <p><i>Threads, Failure</i>: as {@link WindowIndex} has them.
 */
final class QualityIndex implements AutoCloseable {

  /** Before all versions: windows of all of them together. */
  private static final int ALL_VERSIONS = 0;

  private final WindowIndex index;

  private QualityIndex(WindowIndex index) {
    this.index = index;
  }

  /**
   * Opens an empty one; what lies in the folder is deleted.
   *
   * @param keep for so long at least an entry stays
   */
  static QualityIndex open(Path folder, Duration keep) {
    return new QualityIndex(WindowIndex.open("figures", folder, keep));
  }

  /** Takes figures into account, in the order in which they were written. */
  void add(List<TopicFollower.Entry<QualityMetric>> entries) {
    Map<ByteBuffer, Map.Entry<byte[], byte[]>> kept = new HashMap<>();
    for (TopicFollower.Entry<QualityMetric> entry : entries) {
      byte[] key = key(entry.record());
      ByteBuffer place = ByteBuffer.wrap(key);
      long revision = entry.record().getRevision();
      Optional<byte[]> known =
          Optional.ofNullable(kept.get(place)).map(Map.Entry::getValue).or(() -> index.get(key));
      if (known.isEmpty() || revision >= ByteBuffer.wrap(known.get()).getLong()) {
        kept.put(place, Map.entry(key, value(revision, entry.value())));
      }
    }
    index.put(kept.values());
  }

  /**
   * Gives the records of windows in the order of their starts.
   *
   * @param to takes a record; false where it wants no more
   */
  void read(Instant from, Instant end, Predicate<byte[]> to) {
    index.read(
        new KeyBytes().time(from).done(),
        new KeyBytes().time(end).done(),
        (key, value) -> to.test(Arrays.copyOfRange(value, Long.BYTES, value.length)));
  }

  @Override
  public void close() {
    index.close();
  }

  private static byte[] value(long revision, byte[] record) {
    return ByteBuffer.allocate(Long.BYTES + record.length).putLong(revision).put(record).array();
  }

  private static byte[] key(QualityMetric metric) {
    return new KeyBytes()
        .time(metric.getWindowStart())
        .text(metric.getPipeline())
        .time(metric.getWindowEnd())
        .number(
            Optional.ofNullable(metric.getModelVersion())
                .map(version -> version + 1)
                .orElse(ALL_VERSIONS))
        .text(text(metric.getSegment()))
        .text(text(metric.getFeature()))
        .text(metric.getName())
        .done();
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
