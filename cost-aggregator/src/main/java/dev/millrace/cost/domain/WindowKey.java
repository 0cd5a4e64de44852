package dev.millrace.cost.domain;

import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Lane;

/**
 * One window of one series.
 *
 * <p><i>Shape</i>: as bytes, windows of a tenant, pipeline and length lie together, in the order of
 * their starts.
 *
 * @param startMillis inclusive, milliseconds since 1970
 */
public record WindowKey(Series series, CostWindow window, long startMillis) {

  public WindowKey {
    if (window.start(startMillis) != startMillis) {
      throw new IllegalArgumentException("no window of " + window + " begins at " + startMillis);
    }
  }

  /** The window that holds this one. */
  public WindowKey in(CostWindow larger) {
    return new WindowKey(series, larger, larger.start(startMillis));
  }

  /** The first instant behind it, milliseconds since 1970. */
  public long endMillis() {
    return startMillis + window.length().toMillis();
  }

  /** As it is stored. */
  public byte[] bytes() {
    return beginning(series.tenant(), series.pipeline(), window)
        .sorted(startMillis)
        .text(series.modelId())
        .number(series.modelVersion())
        .optional(series.tier())
        .text(series.lane().name())
        .bytes();
  }

  /** As it was stored. */
  public static WindowKey of(byte[] bytes) {
    PackedReader in = new PackedReader(bytes);
    String tenant = in.text();
    String pipeline = in.text();
    String label = in.text();
    CostWindow window =
        CostWindow.labelled(label)
            .orElseThrow(() -> new IllegalArgumentException("there is no window of " + label));
    long start = in.sorted();
    Series series =
        new Series(
            tenant, pipeline, in.text(), in.integer(), in.optional(), Lane.valueOf(in.text()));
    return new WindowKey(series, window, start);
  }

  /** What is not before any window of a tenant's pipeline that begins at an instant or later. */
  public static byte[] from(String tenant, String pipeline, CostWindow window, long startMillis) {
    return beginning(tenant, pipeline, window).sorted(startMillis).bytes();
  }

  private static PackedWriter beginning(String tenant, String pipeline, CostWindow window) {
    return new PackedWriter().text(tenant).text(pipeline).text(window.label());
  }
}
