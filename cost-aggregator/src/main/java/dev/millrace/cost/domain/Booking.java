package dev.millrace.cost.domain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a charge adds to the windows: its calls that were not booked before.
 *
 * @param minutes what each minute gets; empty where all of it was booked
 * @param marks of all calls of the request that are booked then
 */
public record Booking(Map<WindowKey, WindowSums> minutes, Marks marks) {

  public Booking {
    minutes = Map.copyOf(minutes);
  }

  /**
   * Books a charge.
   *
   * @param booked marks of the calls of the same request that were booked before
   */
  public static Booking of(Charge charge, Marks booked) {
    Map<WindowKey, WindowSums> minutes = new LinkedHashMap<>();
    Marks marks = booked;
    for (ChargedCall call : charge.calls()) {
      long mark = call.mark();
      if (!marks.contains(mark)) {
        marks = marks.and(mark);
        minutes.merge(charge.minute(call), WindowSums.of(call), WindowSums::plus);
      }
    }
    return new Booking(minutes, marks);
  }
}
