package dev.millrace.lifecycle;

import dev.millrace.lifecycle.judge.JudgeStage;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.pricing.published.PublishedPrices;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.streams.DeadThreads;
import dev.millrace.platform.streams.StreamsInstance;
import dev.millrace.platform.streams.StreamsMeters;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.platform.tenants.ErasedTenants;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * model-lifecycle as a service: the topology, the desk at which runs are taken forward, and the
 * {@link JudgeStage judge}.
 *
 * <p><i>Threads</i>: the desk has one of its own, since its work waits for brokers and endpoints; a
 * round that comes while it is busy is left out, the next tells the same and more.
 *
 * <p><i>Failure</i>: a stream thread that dies is replaced and goes on from its last commit; where
 * another process goes by the same instance name, this one stops.
 */
public final class LifecycleService implements Service {

  /** Consumer group, and the beginning of the names of its topics. */
  public static final String GROUP = Groups.MODEL_LIFECYCLE;

  private static final String NAME = "model-lifecycle";
  private static final Duration COMMIT = Duration.ofMillis(500);
  private static final int STREAM_THREADS = 1;
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LifecycleSettings settings;
  private final Parts parts = new Parts(NAME);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable JudgeStage judge;

  public LifecycleService(LifecycleSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    InstantSource clock = InstantSource.system();
    SchemaRegistry registry = settings.registry().client();
    try {
      PublishedPrices prices = parts.add(PublishedPrices.open(settings.kafka(), registry));
      ErasedTenants erased =
          new ErasedTenants(
              parts.add(CompactedView.open(Topics.TENANT_LIMITS, settings.kafka(), registry)));
      LiveWork work =
          parts.add(
              new LiveWork(
                  settings.work(),
                  new LiveWork.Surroundings(settings.kafka(), registry, prices, clock, erased)));
      LiveStanding standing = parts.add(LiveStanding.open(settings.kafka(), registry));
      judge =
          parts.add(
              JudgeStage.open(
                  new JudgeStage.Surroundings(
                      settings.kafka(),
                      registry,
                      standing.specs(),
                      work.models(settings.judge().atOnce()),
                      LiveWork.CALL,
                      clock,
                      erased),
                  new JudgeStage.Place(settings.place().instance(), settings.place().stateFolder()),
                  settings.judge()));
      TopicJournal journal =
          parts.add(TopicJournal.openWithNames(settings.kafka(), registry, clock));
      ExecutorService thread = Executors.newSingleThreadExecutor(LifecycleService::thread);
      parts.add(() -> stop(thread));
      RunDesk desk =
          new RunDesk(
              standing, journal, new RunLook(standing, work.work(), settings.pace(), clock), clock);
      KafkaStreams running =
          new KafkaStreams(
              LifecycleTopology.build(
                  registry, standing, settings.pace().tick(), rounds(thread, desk)),
              properties(settings));
      parts.add(() -> running.close(STOP));
      running.setUncaughtExceptionHandler(
          new DeadThreads("lifecycle", settings.place().instance(), closing, PAUSE));
      running.start();
      parts.add(StreamsMeters.open(Meters.ofProcess(), name(), running::metrics));
      streams = running;
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  @Override
  public Health health() {
    KafkaStreams running = streams;
    if (running == null) {
      return new Health.Starting();
    }
    return health(running.state(), Optional.ofNullable(judge).flatMap(JudgeStage::state));
  }

  /**
   * How the service is where its topologies are so.
   *
   * @param judging empty where none judges
   */
  static Health health(KafkaStreams.State running, Optional<KafkaStreams.State> judging) {
    if (isOver(running)) {
      return failed("topology of model-lifecycle", running);
    }
    if (judging.isPresent() && isOver(judging.get())) {
      return failed("topology of the judge", judging.get());
    }
    return running == KafkaStreams.State.RUNNING ? new Health.Running() : new Health.Starting();
  }

  private static boolean isOver(KafkaStreams.State state) {
    return switch (state) {
      case RUNNING, CREATED, REBALANCING -> false;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> true;
    };
  }

  private static Health failed(String what, KafkaStreams.State state) {
    return new Health.Failed("the " + what + " is " + state + ": its log says why");
  }

  @Override
  public void close() {
    closing.countDown();
    parts.close();
  }

  /** How Kafka Streams runs the topology of an instance with such settings. */
  public static Properties properties(LifecycleSettings settings) {
    return new StreamsInstance(
            settings.kafka(),
            GROUP,
            settings.place().instance(),
            settings.place().stateFolder(),
            STREAM_THREADS)
        .properties(COMMIT);
  }

  private Rounds rounds(ExecutorService thread, RunDesk desk) {
    return new Rounds() {
      @Override
      public void look(Round round) {
        submit(thread, desk, round);
      }

      @Override
      public void end() {
        // Behind a round that is under way, which may begin something.
        execute(thread, desk::end);
      }
    };
  }

  private void submit(ExecutorService thread, RunDesk desk, Round round) {
    if (closing.getCount() == 0 || !isBusy.compareAndSet(false, true)) {
      return;
    }
    boolean isTaken =
        execute(
            thread,
            () -> {
              try {
                desk.round(round);
              } finally {
                isBusy.set(false);
              }
            });
    if (!isTaken) {
      isBusy.set(false);
    }
  }

  /** Whether the desk takes it: it may have been closed in this moment. */
  private static boolean execute(Executor thread, Runnable work) {
    try {
      thread.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** What is being written is written, or not at all; what was begun is found again. */
  private static void stop(ExecutorService thread) throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      thread.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "lifecycle-desk");
    thread.setDaemon(true);
    return thread;
  }
}
