package dev.millrace.drift;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Says of a stream that nobody has to wait for it: feedback comes days after the events that it is
 * about, and event time goes by the events.
 */
final class Timeless<T> implements WatermarkGenerator<T> {

  /** One less than the mark by which Flink says that a stream has ended. */
  private static final Watermark NEVER_IN_THE_WAY = new Watermark(Long.MAX_VALUE - 1);

  @Override
  public void onEvent(T event, long timestamp, WatermarkOutput output) {
    // Events say nothing about time.
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.emitWatermark(NEVER_IN_THE_WAY);
  }
}
