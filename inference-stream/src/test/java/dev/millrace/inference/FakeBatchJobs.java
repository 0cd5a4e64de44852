package dev.millrace.inference;

import dev.millrace.inference.bedrock.BatchJobs;
import dev.millrace.inference.bedrock.BatchJobsException;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.batch.BatchOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Batch jobs in memory that outlive whoever asks for them. Nothing is answered by itself; what is
 * done when can be made to go wrong.
 */
final class FakeBatchJobs implements BatchJobs {

  static final Instant SUBMITTED = Requests.BEGINNING.plusSeconds(60);

  /** What can be asked. */
  enum Question {
    HAS_INPUT,
    PUT,
    REMOVE,
    CREATE,
    LIST,
    FIND,
    STOP,
    READ
  }

  /** One that was created. */
  private static final class Job {
    private final BatchOrder order;
    private String status = "InProgress";
    private final Map<Integer, CallResult> output = new LinkedHashMap<>();

    Job(BatchOrder order) {
      this.order = order;
    }
  }

  private final Map<String, List<ModelCall>> inputs = new HashMap<>();
  private final Map<String, Job> byToken = new LinkedHashMap<>();
  private final List<Question> asked = new ArrayList<>();
  private final Map<Question, Reason> failures = new HashMap<>();
  private final Map<Question, Reason> unheard = new HashMap<>();
  private int linesBeforeTheBreak = Integer.MAX_VALUE;
  private boolean isNotKnownYet;
  private boolean hasOutput = true;
  private @Nullable Question collapsing;

  @Override
  public synchronized boolean hasInput(BatchOrder order) {
    begin(Question.HAS_INPUT);
    return inputs.containsKey(order.token());
  }

  @Override
  public synchronized void putInput(BatchOrder order, List<ModelCall> records) {
    begin(Question.PUT);
    inputs.put(order.token(), List.copyOf(records));
    end(Question.PUT);
  }

  @Override
  public synchronized void removeInput(BatchOrder order) {
    begin(Question.REMOVE);
    inputs.remove(order.token());
  }

  @Override
  public synchronized String create(BatchOrder order) {
    begin(Question.CREATE);
    if (!inputs.containsKey(order.token())) {
      throw new AssertionError("a job is asked for whose input is not there");
    }
    byToken.computeIfAbsent(order.token(), token -> new Job(order));
    end(Question.CREATE);
    return arn(order);
  }

  private static String arn(BatchOrder order) {
    return "arn:job/" + order.token();
  }

  @Override
  public synchronized Optional<String> named(BatchOrder order) {
    begin(Question.LIST);
    return Optional.ofNullable(byToken.get(order.token())).map(job -> arn(order));
  }

  @Override
  public synchronized JobState find(String jobArn) {
    begin(Question.FIND);
    Job job = job(jobArn);
    return isNotKnownYet
        ? new JobState(Phase.UNKNOWN, "unknown", Optional.empty())
        : new JobState(phase(job.status), job.status, Optional.of(SUBMITTED));
  }

  private static Phase phase(String status) {
    return switch (status) {
      case "InProgress", "Stopping" -> Phase.UNDER_WAY;
      case "Completed", "PartiallyCompleted" -> Phase.ANSWERED;
      default -> Phase.OVER;
    };
  }

  @Override
  public synchronized void stop(String jobArn) {
    begin(Question.STOP);
    job(jobArn).status = "Stopping";
  }

  /** Last comes first. */
  @Override
  public synchronized boolean read(
      BatchOrder order, String jobArn, BiConsumer<Integer, CallResult> to) {
    begin(Question.READ);
    if (!hasOutput) {
      return false;
    }
    List<Integer> places = new ArrayList<>(job(jobArn).output.keySet());
    Collections.reverse(places);
    int read = 0;
    for (int place : places) {
      if (read++ == linesBeforeTheBreak) {
        linesBeforeTheBreak = Integer.MAX_VALUE;
        throw failure(Reason.UNHEARD);
      }
      to.accept(place, job(jobArn).output.get(place));
    }
    return true;
  }

  @Override
  public void close() {}

  /** From now on, a question is not answered, and nothing is done. */
  synchronized void fails(Question question, Reason reason) {
    failures.put(question, reason);
  }

  /** The next time, what is asked is done, and nobody hears of it. */
  synchronized void isNotHeard(Question question) {
    unheard.put(question, Reason.UNHEARD);
  }

  synchronized void works(Question question) {
    failures.remove(question);
  }

  /** From now on, the endpoint knows none of its jobs. */
  synchronized void knowsNone() {
    isNotKnownYet = true;
  }

  /** From now on, it knows them. */
  synchronized void knowsAll() {
    isNotKnownYet = false;
  }

  /** From now on, there is no output of any job. */
  synchronized void hasNoOutput() {
    hasOutput = false;
  }

  /** From now on, there is. */
  synchronized void hasOutput() {
    hasOutput = true;
  }

  /** The next time, asking ends in a defect of a kind that nobody expects. */
  synchronized void collapses(Question question) {
    collapsing = question;
  }

  /** The next reading breaks off behind so many lines. */
  synchronized void breaksAfter(int lines) {
    linesBeforeTheBreak = lines;
  }

  /** The only job answers some of its records and ends. */
  synchronized void end(String status, Map<String, CallResult> answers) {
    Job job = only();
    answers.forEach(
        (requestId, answer) -> job.output.put(job.order.requestIds().indexOf(requestId), answer));
    job.status = status;
  }

  /** What the only job was asked. */
  synchronized List<ModelCall> input() {
    return inputs.getOrDefault(only().order.token(), List.of());
  }

  /** How often something was asked. */
  synchronized long times(Question question) {
    return asked.stream().filter(question::equals).count();
  }

  /** How many jobs there are: as many as are paid for. */
  synchronized int jobs() {
    return byToken.size();
  }

  synchronized int inputs() {
    return inputs.size();
  }

  private Job only() {
    if (byToken.size() != 1) {
      throw new IllegalStateException("there are " + byToken.size() + " jobs");
    }
    return byToken.values().iterator().next();
  }

  private Job job(String arn) {
    return Optional.ofNullable(byToken.get(arn.substring(arn.lastIndexOf('/') + 1)))
        .orElseThrow(() -> new AssertionError("there is no job " + arn));
  }

  private void begin(Question question) {
    asked.add(question);
    if (collapsing == question) {
      collapsing = null;
      throw new StackOverflowError("as the test wants it");
    }
    Reason reason = failures.get(question);
    if (reason != null) {
      throw failure(reason);
    }
  }

  private void end(Question question) {
    Reason reason = unheard.remove(question);
    if (reason != null) {
      throw failure(reason);
    }
  }

  private static BatchJobsException failure(Reason reason) {
    return new BatchJobsException(reason, "as the test wants it", new IllegalStateException());
  }
}
