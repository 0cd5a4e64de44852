package dev.millrace.ingestion.gateway.spending;

import dev.millrace.ingestion.gateway.windows.KeyBytes;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.ingestion.gateway.windows.WindowIndex;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The newest revision of every cost window that the topic holds, on disk.
 *
 * <p><i>Shape</i>: windows of a tenant and length lie together, in the order of their starts.
 *
 * <p><i>Threads, Failure</i>: as {@link WindowIndex} has them.
 */
final class CostIndex implements AutoCloseable {

  private final WindowIndex index;

  private CostIndex(WindowIndex index) {
    this.index = index;
  }

  /**
   * Opens an empty one; what lies in the folder is deleted.
   *
   * @param keep for so long at least an entry stays
   */
  static CostIndex open(Path folder, Duration keep) {
    return new CostIndex(WindowIndex.open("costs", folder, keep));
  }

  /** Puts windows in, in the place of former revisions; of other lengths than ours they are not. */
  void add(List<TopicFollower.Entry<CostMetric>> entries) {
    List<Map.Entry<byte[], byte[]>> kept = new ArrayList<>();
    for (TopicFollower.Entry<CostMetric> entry : entries) {
      CostMetric metric = entry.record();
      CostWindow.between(metric.getWindowStart(), metric.getWindowEnd())
          .ifPresent(window -> kept.add(Map.entry(key(metric, window), entry.value())));
    }
    index.put(kept);
  }

  /**
   * Gives the records of a tenant's windows in the order of their starts.
   *
   * @param to takes a record; false where it wants no more
   */
  void read(CostQuery query, Predicate<byte[]> to) {
    index.read(
        place(query.tenant(), query.window(), query.from()).done(),
        place(query.tenant(), query.window(), query.to()).done(),
        (key, value) -> to.test(value));
  }

  @Override
  public void close() {
    index.close();
  }

  private static byte[] key(CostMetric metric, CostWindow window) {
    KeyBytes key = place(metric.getTenant(), window, metric.getWindowStart());
    for (Dimension dimension : Dimension.values()) {
      key.text(dimension.of(metric).orElse(""));
    }
    return key.done();
  }

  /** Before all windows that begin then. */
  private static KeyBytes place(String tenant, CostWindow window, Instant start) {
    return new KeyBytes().text(tenant).number((int) window.length().toMinutes()).time(start);
  }
}
