package dev.millrace.publisher;

import dev.millrace.publisher.domain.Datum;
import java.util.List;

/** Where data go. */
interface Sink extends AutoCloseable {

  /** What became of a call. */
  sealed interface Outcome {

    /** All of it was taken. */
    record Sent() implements Outcome {}

    /**
     * Nothing was taken, and later all of it may be.
     *
     * @param why without content
     */
    record PutOff(String why) implements Outcome {}

    /**
     * Nobody knows whether it was taken.
     *
     * @param why without content
     */
    record Unheard(String why) implements Outcome {}

    /**
     * Nothing was taken, and never will be: something in it is not as it has to be.
     *
     * @param why without content
     */
    record Refused(String why) implements Outcome {}
  }

  /** Tells all of them or none. */
  Outcome send(List<Datum> data);

  @Override
  void close();
}
