package dev.millrace.inference;

import dev.millrace.inference.CallDesk.Turn;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.pack.Arrival;
import dev.millrace.inference.domain.pack.OpenPacks.Pack;
import dev.millrace.inference.domain.pack.PackedCall;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of several requests, from its place in line to its end.
 *
 * <p><i>Shape</i>: when its turn has come, every request that still waits is given a part. It
 * either makes its call with it or gives it back; when all have done so, the call is made for those
 * who did. When all of these have ended their parts, the turn itself ends.
 *
 * <p><i>Failure</i>: a defect on the way is a failed call, which those who shared it make again
 * with fewer others.
 *
 * <p><i>Threads</i>: may be told by many; tells nobody while it is locked.
 */
final class SharedCall {

  private static final Logger LOG = LoggerFactory.getLogger(SharedCall.class);

  private final List<Arrival<CompletableFuture<Turn>>> waiting;
  private final ModelCall whole;
  private final Sharing.Form form;
  private final Function<ModelCall, CompletableFuture<CallResult>> endpoint;
  private final SharedCalls.Means means;
  private final IntConsumer separated;

  private final List<Part> joined = new ArrayList<>();
  private int undecided;
  private int ended;
  private @Nullable Permit permit;
  private @Nullable Duration pause;
  private Optional<CallResult> result = Optional.empty();

  /**
   * Ready to get into line.
   *
   * @param separated told when the call has ended and all who go on in a smaller company have said
   *     so, how many they may be
   */
  SharedCall(
      Pack<CompletableFuture<Turn>> pack,
      Function<ModelCall, CompletableFuture<CallResult>> endpoint,
      SharedCalls.Means means,
      IntConsumer separated) {
    this.waiting = new ArrayList<>(pack.arrivals());
    this.form = waiting.get(0).sharing().form();
    this.whole = new PackedCall(waiting.stream().map(Arrival::call).toList(), form).call();
    this.endpoint = endpoint;
    this.means = means;
    this.separated = separated;
  }

  /** What gets into line: the call, if all of them make it. */
  ModelCall whole() {
    return whole;
  }

  /** Lets those go who are too late. */
  synchronized List<CompletableFuture<Turn>> leaveLate(Instant now) {
    List<CompletableFuture<Turn>> late = new ArrayList<>();
    waiting.removeIf(one -> !now.isBefore(one.deadline()) && late.add(one.who()));
    return late;
  }

  /** Waiting has ended. */
  void turned(Turn turn) {
    List<Arrival<CompletableFuture<Turn>>> all;
    synchronized (this) {
      all = List.copyOf(waiting);
      waiting.clear();
      undecided = all.size();
      permit = turn instanceof Turn.Come come ? come.permit() : null;
    }
    if (!(turn instanceof Turn.Come come)) {
      all.forEach(one -> one.who().complete(turn));
    } else if (all.isEmpty()) {
      come.permit().end(Optional.empty());
    } else {
      for (int place = 0; place < all.size(); place++) {
        all.get(place).who().complete(new Turn.Come(new Part(place)));
      }
    }
  }

  /** Leave to make the call as one of several. */
  private final class Part implements Permit {

    private final int place;
    private final CompletableFuture<CallResult> own = new CompletableFuture<>();
    private @Nullable ModelCall call;
    private boolean isOver;

    private Part(int place) {
      this.place = place;
    }

    @Override
    public CompletableFuture<CallResult> make(
        ModelCall call, Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
      this.call = call;
      decided(Optional.of(this));
      return own;
    }

    @Override
    public Duration agreed(Duration pause) {
      return agree(pause);
    }

    @Override
    public void end(Optional<CallResult> result) {
      synchronized (SharedCall.this) {
        if (isOver) {
          return;
        }
        isOver = true;
      }
      if (call == null) {
        decided(Optional.empty());
      } else {
        endedOne();
      }
    }
  }

  /** The first of those who pause says for how long. */
  private synchronized Duration agree(Duration own) {
    pause = pause == null ? own : pause;
    return pause;
  }

  private void decided(Optional<Part> joining) {
    synchronized (this) {
      joining.ifPresent(joined::add);
      undecided--;
      if (undecided > 0) {
        return;
      }
      joined.sort(Comparator.comparingInt(part -> part.place));
    }
    means.executor().execute(this::make);
  }

  private void make() {
    if (joined.isEmpty()) {
      finish();
      return;
    }
    List<ModelCall> calls = joined.stream().map(part -> part.call).toList();
    Instant startedAt = means.clock().instant();
    if (calls.size() == 1) {
      CompletableFuture<?> unused =
          called(calls, calls.get(0)).thenAccept(answer -> deliver(answer, List.of(answer)));
      return;
    }
    PackedCall packed = new PackedCall(calls, form);
    CompletableFuture<?> unused =
        called(calls, packed.call())
            .thenAccept(answer -> deliver(answer, parts(packed, answer, startedAt)));
  }

  private CompletableFuture<CallResult> called(List<ModelCall> parts, ModelCall call) {
    try {
      return means.traces().shared(parts, call, endpoint).exceptionally(SharedCall::failed);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private static List<CallResult> parts(PackedCall packed, CallResult whole, Instant startedAt) {
    try {
      return packed.results(whole, startedAt, AnswerArray::read);
    } catch (RuntimeException e) {
      return packed.results(failed(e), startedAt, AnswerArray::read);
    }
  }

  private static CallResult failed(Throwable defect) {
    LOG.error("a shared call met a defect", defect);
    return new CallResult.Failed(
        Cause.INTERNAL_ERROR,
        "a defect of inference-stream (" + defect.getClass().getSimpleName() + "): see its log",
        Optional.empty());
  }

  private void deliver(CallResult answer, List<CallResult> parts) {
    synchronized (this) {
      result = Optional.of(answer);
    }
    for (int i = 0; i < parts.size(); i++) {
      joined.get(i).own.complete(parts.get(i));
    }
  }

  private void endedOne() {
    synchronized (this) {
      ended++;
      if (ended < joined.size()) {
        return;
      }
    }
    finish();
  }

  private void finish() {
    if (permit != null) {
      permit.end(result);
    }
    if (joined.size() > 1) {
      separated.accept(Sharing.half(joined.size()));
    }
  }
}
