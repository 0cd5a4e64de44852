package dev.millrace.cost.domain;

/**
 * A window as it is stored: its sums, and what tells whether its newest record is still right.
 *
 * @param rating of the newest record, {@link CostMetrics#rating}
 */
public record WindowState(long rating, WindowSums sums) {

  private static final int FORM = 1;

  /** As it is stored. */
  public byte[] bytes() {
    PackedWriter out = new PackedWriter().number(FORM).sorted(rating);
    sums.writeTo(out);
    return out.bytes();
  }

  /**
   * As it was stored.
   *
   * @throws IllegalArgumentException where the bytes are of something else
   */
  public static WindowState of(byte[] bytes) {
    PackedReader in = new PackedReader(bytes);
    long form = in.number();
    if (form != FORM) {
      throw new IllegalArgumentException(
          "a window is stored in form " + form + ", this version reads " + FORM);
    }
    return new WindowState(in.sorted(), WindowSums.readFrom(in));
  }
}
