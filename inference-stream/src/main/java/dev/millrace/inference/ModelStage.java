package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Replay;
import dev.millrace.inference.domain.Replay.Ended;
import dev.millrace.record.InferenceRequest;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request its one terminal record.
 *
 * <p><b>Checkpoint rule</b>. Flink keeps the requests under way and asks for them again after a
 * restart. This function keeps, for each partition of the requests, how far it is and the offsets
 * of the predictions at the time (the floor). After a restart it reads the predictions from the
 * floor on: a request that is found there is not asked again. A request is in the checkpoint only
 * if its prediction has not left the operator yet, so its prediction lies behind the floor. The
 * floor moves only when the replay is over; see {@link Replay}.
 *
 * <p>Requests that wait for a batch job are under way like any other: the checkpoint holds them,
 * and {@link BulkCalls} which batch they are in.
 *
 * <p><b>Partitions</b>. Each instance is given the partitions of which {@link #owner} says so, so
 * that it alone knows how far they are. Requests under way are dealt out anew where the parallelism
 * is changed, whoever owns their partition: each instance knows the ends of all.
 *
 * <p><i>Threads</i>: the operator's, except that exchanges end on the SDK's and the timer's, that
 * requests which need a registry that is away are read later, on a thread of their own, and that
 * those which waited for their turn begin on others. Batch jobs, shadows and {@link StreamedCalls}
 * have threads of their own; a request goes on where its job was fetched.
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState, then open, before anything else.
final class ModelStage extends RichAsyncFunction<Received, Settled>
    implements CheckpointedFunction, CheckpointListener {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ModelStage.class);

  /** Between attempts to read a request while the registry is away. */
  private static final Duration READ_AGAIN = Duration.ofMillis(500);

  /** They begin the calls of requests that waited: work of some 50 us each. */
  private static final int TURN_THREADS = 2;

  private final Surroundings.Opener opener;
  private final QuietStop stop;
  private final Acknowledgements acknowledgements;
  private transient boolean isRestored;
  private transient ListState<JournalMark> marks;
  private transient ListState<BulkBatch> batches;
  private transient Surroundings surroundings;
  private transient PauseTimer timer;
  private transient PauseTimer reader;
  private transient PauseTimer endpoint;
  private transient ExecutorService turns;
  private transient CallDesk desk;
  private transient Acknowledgements.OfStage acknowledged;
  private transient SharedCalls calls;
  private transient Optional<BudgetGate> gate;
  private transient PauseTimer shadowTimer;
  private transient Shadows shadows;
  private transient BulkCalls jobs;
  private transient Room room;
  private transient Replay replay;
  private transient KeyOrder order;

  /** By own partition, where requests begin that no checkpoint holds. */
  private transient Map<Integer, Long> beginnings;

  private transient long[] floor;

  /** Offsets of the predictions at some moment not long ago; replaced by the admin's thread. */
  private transient volatile long[] ends;

  ModelStage(Surroundings.Opener opener, QuietStop stop, Acknowledgements acknowledgements) {
    this.opener = opener;
    this.stop = stop;
    this.acknowledgements = acknowledgements;
  }

  /** Which of the parallel instances is given a partition of the requests. */
  static int owner(int partition, int instances) {
    return partition % instances;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    isRestored = context.isRestored();
    OperatorStateStore store = context.getOperatorStateStore();
    marks = store.getUnionListState(new ListStateDescriptor<>("journal-marks", JournalMark.class));
    batches = store.getUnionListState(new ListStateDescriptor<>("bulk-batches", BulkBatch.class));
  }

  @Override
  public void open(OpenContext context) throws Exception {
    surroundings = opener.open();
    timer = new PauseTimer("inference-pauses");
    reader = new PauseTimer("inference-reads");
    turns =
        new ThreadPoolExecutor(
            TURN_THREADS,
            TURN_THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ModelStage::turnThread,
            // After closing, nothing is begun any more.
            new ThreadPoolExecutor.DiscardPolicy());
    desk =
        new CallDesk(
            surroundings.limits().share(task().getNumberOfParallelSubtasks()),
            surroundings.clock(),
            timer::after,
            turns,
            surroundings.rules().switches()::stop,
            surroundings::laneWeights);
    StageMeters.open(getRuntimeContext().getMetricGroup(), desk);
    stop.opened(desk);
    acknowledged = acknowledgements.open(desk, timer::after);
    calls =
        new SharedCalls(
            desk,
            surroundings::call,
            new SharedCalls.Means(
                surroundings.clock(), timer::after, turns, surroundings.traces()));
    gate =
        surroundings
            .budgets()
            .map(budgets -> BudgetGate.open(budgets, surroundings, timer::after, turns));
    shadowTimer = new PauseTimer("inference-shadows");
    shadows = new Shadows(desk, surroundings, gate, shadowTimer::after);
    endpoint = new PauseTimer("inference-batches");
    jobs =
        new BulkCalls(
            surroundings.batches(),
            surroundings.rules().switches(),
            surroundings::jobs,
            new BulkCalls.Means(
                surroundings.clock(), timer::after, endpoint::after, turns, new Random()));
    jobs.restore(batches.get());
    room = new Room(surroundings.room().bytes());
    Map<Integer, Long> positions = new HashMap<>();
    floor = begin(positions);
    replay = new Replay(positions, this::isOwn);
    beginnings = Map.copyOf(positions);
    order = new KeyOrder(turns, !isRestored);
    ends = surroundings.journal().ends().get();
    surroundings.journal().read(floor, replay::ended);
    LOG.info(
        "instance {} has partitions {} and knows {} requests that have ended since {}",
        task().getIndexOfThisSubtask(),
        positions.keySet(),
        replay.size(),
        Arrays.toString(floor));
  }

  @Override
  public void asyncInvoke(Received received, ResultFuture<Settled> sink)
      throws InterruptedException {
    surroundings.budgets().ifPresent(BudgetMeans::requireReading);
    if (isNew(received)) {
      order.allCame();
    }
    replay.pass(received.partition(), received.offset());
    long bytes = received.bytes();
    // Holds up the operator, which is the way to read no more; requests under way end without it,
    // but for their predictions: the calls behind those need it where too many are not written.
    room.take(bytes, acknowledged::needOperator);
    RoomyResult result = new RoomyResult(sink, room, bytes);
    try {
      take(received, result);
    } catch (RegistryException e) {
      LOG.warn(
          "request {}@{} is read later, because its schema cannot be had from the registry",
          received.partition(),
          received.offset(),
          e);
      replay.hold();
      readLater(received, result);
    }
  }

  private boolean isNew(Received received) {
    return isOwn(received.partition())
        && received.offset() >= beginnings.getOrDefault(received.partition(), 0L);
  }

  /** To stop the job in place of waiting would pay for all requests under way once more. */
  private void readLater(Received received, RoomyResult result) {
    reader.after(
        READ_AGAIN,
        () -> {
          try {
            take(received, result);
            replay.release();
          } catch (RegistryException e) {
            LOG.debug("request {}@{} waits", received.partition(), received.offset(), e);
            readLater(received, result);
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
  }

  private void take(Received received, RoomyResult result) {
    InferenceRequest request;
    try {
      request = request(received);
    } catch (UnreadableRecordException e) {
      result.complete(List.of(Settled.unreadable(received, e, surroundings.clock().instant())));
      return;
    }
    Optional<Ended> end = replay.find(request.getRequestId());
    if (end.isPresent()) {
      jobs.ended(request.getRequestId());
      result.complete(Settled.before(received, request, end.get(), surroundings.clock().instant()));
      return;
    }
    jobs.comes(request.getRequestId());
    if (surroundings.isOrdered(request.getPipeline())) {
      KeyOrder.Key key = KeyOrder.Key.of(received, request);
      order.enter(
          key, received.offset(), () -> begin(received, request, result, () -> order.leave(key)));
    } else {
      begin(received, request, result, () -> {});
    }
  }

  private void begin(
      Received received, InferenceRequest request, RoomyResult result, Runnable whenOut) {
    surroundings.traces().begin(received, request);
    Exchange exchange =
        new Exchange(
            received, request, surroundings, new Waits(timer, calls, jobs, gate, result::leave));
    CompletableFuture<?> unused =
        exchange
            .begin()
            .thenAccept(
                settled -> {
                  acknowledged.expect(received, settled.prediction());
                  room.look();
                  result.complete(List.of(surroundings.traces().end(settled, request)));
                  whenOut.run();
                  exchange
                      .shadow()
                      .ifPresent(candidate -> shadows.follow(settled, request, candidate));
                });
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    surroundings.budgets().ifPresent(BudgetMeans::requireReading);
    if (replay.checkpoint()) {
      floor = ends;
    }
    // Flink takes none before it has given back all requests of the last one.
    order.allCame();
    if (!replay.isHeld()) {
      jobs.allCame();
    }
    List<JournalMark> now = new ArrayList<>();
    replay
        .positions()
        .forEach((partition, position) -> now.add(new JournalMark(partition, position, floor)));
    marks.update(now);
    batches.update(jobs.snapshot(context.getCheckpointId()));
  }

  /** Looks up the ends for the next checkpoint: earlier than it, so never too far. */
  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    jobs.completed(checkpointId);
    CompletableFuture<?> unused =
        surroundings
            .journal()
            .ends()
            .whenComplete(
                (offsets, failure) -> {
                  if (failure == null) {
                    ends = offsets;
                  } else {
                    LOG.warn("the ends of the predictions are unknown: the floor stays", failure);
                  }
                });
  }

  @Override
  public void close() {
    if (desk != null) {
      stop.closed(desk);
    }
    if (timer != null) {
      timer.close();
    }
    if (reader != null) {
      reader.close();
    }
    if (endpoint != null) {
      endpoint.close();
    }
    if (turns != null) {
      turns.shutdownNow();
    }
    if (shadowTimer != null) {
      shadowTimer.close();
    }
    if (shadows != null) {
      shadows.close();
    }
    if (acknowledged != null) {
      acknowledged.close();
    }
    if (surroundings != null) {
      surroundings.close();
    }
  }

  private static Thread turnThread(Runnable task) {
    Thread thread = new Thread(task, "inference-turns");
    thread.setDaemon(true);
    return thread;
  }

  private InferenceRequest request(Received received) {
    byte[] value = received.value();
    return surroundings.request(value == null ? new byte[0] : value);
  }

  /**
   * Takes up what the checkpoint knows.
   *
   * @param positions is given those of this instance's partitions; one that no checkpoint knows
   *     begins anew
   * @return the lowest floor of all: any instance may have been dealt the others' requests
   */
  private long[] begin(Map<Integer, Long> positions) throws Exception {
    Map<Integer, JournalMark> all = new HashMap<>();
    Map<Integer, Long> beginnings = surroundings.journal().requestBeginnings();
    beginnings.forEach(
        (partition, offset) -> {
          if (isOwn(partition)) {
            all.put(partition, new JournalMark(partition, offset, new long[0]));
          }
        });
    for (JournalMark mark : marks.get()) {
      if (beginnings.containsKey(mark.partition())) {
        all.put(mark.partition(), mark);
      }
    }
    all.values().stream()
        .filter(mark -> isOwn(mark.partition()))
        .forEach(mark -> positions.put(mark.partition(), mark.position()));
    return lowest(all.values());
  }

  private boolean isOwn(int partition) {
    return owner(partition, task().getNumberOfParallelSubtasks()) == task().getIndexOfThisSubtask();
  }

  private TaskInfo task() {
    return getRuntimeContext().getTaskInfo();
  }

  /** An array that is too short stands for the beginning. */
  private static long[] lowest(Collection<JournalMark> marks) {
    int length = marks.stream().mapToInt(mark -> mark.floor().length).min().orElse(0);
    long[] lowest = new long[length];
    Arrays.setAll(
        lowest,
        partition -> marks.stream().mapToLong(mark -> mark.floor()[partition]).min().orElse(0));
    return lowest;
  }
}
