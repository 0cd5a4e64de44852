package dev.millrace.drift;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Says of a stream that nobody has to wait for it: feedback comes days after the events that it is
 * about, and event time goes by the events alone.
 *
 * <p>It is idle, whatever comes of it. A watermark far in the future would not do: it would be the
 * only one, and so everybody's, as soon as the events fall silent.
 */
final class Timeless<T> implements WatermarkGenerator<T> {

  @Override
  public void onEvent(T event, long timestamp, WatermarkOutput output) {
    // Its time says nothing.
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.markIdle();
  }
}
