package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.batch.BatchOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Batch inference jobs at the endpoint, with their input and output.
 *
 * <p><i>Threads</i>: may be used by many at once; every method waits for the endpoint.
 *
 * <p><i>Failure</i>: every method throws {@link BatchJobsException}.
 */
public interface BatchJobs extends AutoCloseable {

  /**
   * A job as the endpoint tells of it.
   *
   * @param status in the endpoint's words
   * @param startedAt when it was asked for; absent where the endpoint does not say
   */
  record JobState(Phase phase, String status, Optional<Instant> startedAt) {}

  /** How far a job is. */
  enum Phase {
    /** The endpoint does not know it: not yet, or not any more. */
    UNKNOWN,
    /** It may still answer records. */
    UNDER_WAY,
    /** It has come to its records: all that it answered is in its output, which there is. */
    ANSWERED,
    /** All that it will ever answer is in its output, which may be nothing. */
    OVER
  }

  /** Whether the input of an order has been written, by this process or another. */
  boolean hasInput(BatchOrder order);

  /**
   * Writes the input, whole or not at all.
   *
   * @param records in the order of the order's requests
   */
  void putInput(BatchOrder order, List<ModelCall> records);

  /** Takes the input away again. */
  void removeInput(BatchOrder order);

  /**
   * Asks for the job; asked again, for whatever reason, it is the same one.
   *
   * @return the job's ARN
   */
  String create(BatchOrder order);

  /**
   * The ARN of the job that has the order's name; absent where the endpoint knows none, which says
   * little of one that was asked for a moment ago.
   */
  Optional<String> named(BatchOrder order);

  /** How far a job is. */
  JobState find(String jobArn);

  /** Asks a job to end early; what it has answered so far stays in its output. */
  void stop(String jobArn);

  /**
   * Reads the output of a job that is over.
   *
   * @param to takes the place of a record in the order, from 0, and what came of it; in any
   *     sequence, and not all of them where the job did not come to all
   * @return whether there is an output
   */
  boolean read(BatchOrder order, String jobArn, BiConsumer<Integer, CallResult> to);

  @Override
  void close();
}
