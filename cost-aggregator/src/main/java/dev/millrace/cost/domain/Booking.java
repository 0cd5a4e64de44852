package dev.millrace.cost.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * What a charge adds to the windows: its calls that were not booked before.
 *
 * @param calls none where all of it was booked
 * @param marks of all calls of the request that are booked then
 */
public record Booking(List<ChargedCall> calls, Marks marks) {

  public Booking {
    calls = List.copyOf(calls);
  }

  /**
   * Books a charge.
   *
   * @param booked marks of the calls of the same request that were booked before
   */
  public static Booking of(Charge charge, Marks booked) {
    List<ChargedCall> calls = new ArrayList<>(charge.calls().size());
    Marks marks = booked;
    for (ChargedCall call : charge.calls()) {
      long mark = call.mark(charge.whose().kind());
      if (!marks.contains(mark)) {
        marks = marks.and(mark);
        calls.add(call);
      }
    }
    return new Booking(calls, marks);
  }
}
