package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.offline.Models;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.streams.DeadThreads;
import dev.millrace.platform.streams.StreamsInstance;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judge as a part of the job: it begins when the first spec names one, and reads nothing
 * before.
 *
 * <p><i>Threads</i>: one looks for such a spec, and takes the rounds of the desk; a round that
 * comes while it is busy is left out, the next tells the same and more.
 *
 * <p><i>Failure</i>: a stream thread that dies is replaced and goes on from its last commit.
 */
public final class JudgeStage implements AutoCloseable {

  /** Consumer group, and the beginning of the names of its topics. */
  public static final String GROUP = Groups.JUDGE;

  private static final Logger LOG = LoggerFactory.getLogger(JudgeStage.class);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration COMMIT = Duration.ofMillis(500);
  private static final int STREAM_THREADS = 1;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Calls that are under way are waited for; what takes longer is lost, and stays booked. */
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Surroundings around;
  private final Place place;
  private final JudgeSettings settings;
  private final JudgeDesk desk;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(JudgeStage::thread);
  private volatile @Nullable KafkaStreams streams;

  /**
   * Where this instance is.
   *
   * @param instance its name, the same after a restart
   * @param stateFolder where its stores lie
   */
  public record Place(String instance, Path stateFolder) {}

  /**
   * Where records are, and what they mean.
   *
   * @param specs in force
   * @param models that can be asked
   * @param call longest time of one of their calls
   * @param isErased whether a tenant was erased
   */
  public record Surroundings(
      KafkaConnection kafka,
      SchemaRegistry registry,
      CompactedView<PipelineSpec> specs,
      Models models,
      Duration call,
      InstantSource clock,
      Predicate<String> isErased) {}

  private JudgeStage(Surroundings around, Place place, JudgeSettings settings) {
    this.around = around;
    this.place = place;
    this.settings = settings;
    this.desk =
        new JudgeDesk(
            new JudgeDesk.Means(
                this::spec,
                () -> TopicVerdicts.open(around.kafka(), around.registry()),
                around.models(),
                settings,
                around.clock(),
                around.call().multipliedBy(2),
                pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS),
                around.isErased()));
  }

  /** Opens it; the caller closes it. */
  public static JudgeStage open(Surroundings around, Place place, JudgeSettings settings) {
    JudgeStage stage = new JudgeStage(around, place, settings);
    var unused =
        stage.thread.scheduleWithFixedDelay(stage::look, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    return stage;
  }

  /** How its topology is; empty where no spec has named a judge yet. */
  public Optional<KafkaStreams.State> state() {
    return Optional.ofNullable(streams).map(KafkaStreams::state);
  }

  @Override
  public void close() {
    closing.countDown();
    desk.closing();
    stopStreams();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    desk.end();
  }

  private void look() {
    try {
      if (around.specs().values().stream().anyMatch(spec -> spec.getQuality() != null)) {
        startStreams();
      }
    } catch (RuntimeException e) {
      LOG.warn("the judge cannot begin yet, and tries again", e);
    }
  }

  private synchronized void startStreams() {
    if (streams != null || closing.getCount() == 0) {
      return;
    }
    KafkaStreams fresh =
        new KafkaStreams(
            JudgeTopology.build(
                around.registry(),
                new JudgeTopology.Terms(this::spec, TICK, settings.patience()),
                this::submit),
            new StreamsInstance(
                    around.kafka(),
                    GROUP,
                    // The topology of the runs has the instance's own name in the same process.
                    place.instance() + "-judge",
                    place.stateFolder(),
                    STREAM_THREADS)
                .properties(COMMIT));
    fresh.setUncaughtExceptionHandler(
        new DeadThreads("lifecycle", place.instance(), closing, PAUSE));
    try {
      fresh.start();
    } catch (RuntimeException e) {
      fresh.close(STOP);
      throw e;
    }
    streams = fresh;
    LOG.info("a spec has a judge: answers are being rated");
  }

  private synchronized void stopStreams() {
    KafkaStreams running = streams;
    if (running != null) {
      running.close(STOP);
    }
  }

  private void submit(List<Exchange> waiting) {
    if (closing.getCount() == 0 || !isBusy.compareAndSet(false, true)) {
      return;
    }
    try {
      thread.execute(
          () -> {
            try {
              desk.round(waiting);
            } finally {
              isBusy.set(false);
            }
          });
    } catch (RejectedExecutionException e) {
      // It was closed in this moment: the next life is told the same.
      isBusy.set(false);
    }
  }

  private Optional<PipelineSpec> spec(String pipeline) {
    return around.specs().find(pipeline).filter(spec -> spec.getQuality() != null);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "judge-desk");
    thread.setDaemon(true);
    return thread;
  }
}
