package dev.millrace.cost;

import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.queries.Answer;
import dev.millrace.cost.queries.CostQueries;
import dev.millrace.cost.queries.HttpInstances;
import dev.millrace.cost.queries.WindowQuery;
import dev.millrace.cost.queries.WindowsEndpoint;
import dev.millrace.platform.budgets.LiveBudgets;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.pricing.published.PublishedPrices;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.streams.DeadThreads;
import dev.millrace.platform.streams.StreamsInstance;
import dev.millrace.platform.streams.StreamsMeters;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * cost-aggregator as a service: the topology, and the endpoint that answers out of its stores.
 *
 * <p><i>Failure</i>: a stream thread that dies is replaced and goes on from its last commit; where
 * another process goes by the same instance name, this one stops.
 */
public final class CostService implements Service {

  /** Consumer group that takes terminal records: its committed offsets say how far it has come. */
  public static final String GROUP = Groups.COST_AGGREGATOR;

  /** Topic of the charges between the two halves of the topology, made by Kafka Streams. */
  public static final String CHARGES = Groups.repartition(GROUP, "charges");

  private static final String NAME = "cost-aggregator";

  /** What windows show is at most this and the time between two writings behind. */
  private static final Duration COMMIT = Duration.ofMillis(500);

  /** What a commit's worth of minutes takes, many times over. */
  private static final long CACHE_BYTES = 32L * 1024 * 1024;

  /** Reads of stores at once. */
  private static final int READERS = 2;

  /** So many may wait; whoever comes then is told to come again. */
  private static final int WAITING = 64;

  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CostSettings settings;
  private final BiFunction<Topology, Properties, KafkaStreams> engine;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable StreamsMeters measured;
  private volatile @Nullable PublishedPrices prices;
  private volatile @Nullable CostQueries queries;
  private volatile @Nullable HttpServer server;
  private volatile @Nullable ExecutorService readers;
  private volatile @Nullable CompactedView<PipelineSpec> specs;
  private volatile @Nullable CompactedView<BudgetDefinition> budgets;

  public CostService(CostSettings settings) {
    this(settings, KafkaStreams::new);
  }

  /**
   * The same.
   *
   * @param engine what runs the topology with these properties
   */
  public CostService(CostSettings settings, BiFunction<Topology, Properties, KafkaStreams> engine) {
    this.settings = settings;
    this.engine = engine;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    ExecutorService reading =
        new ThreadPoolExecutor(
            READERS,
            READERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            CostService::reader);
    readers = reading;
    HttpServer listening =
        HttpServer.start(
            "cost-queries",
            settings.queries().listener(),
            new Routes()
                .on(
                    "GET",
                    WindowsEndpoint.PATH,
                    new WindowsEndpoint(
                        settings.queries().key(),
                        this::answer,
                        new HttpInstances(settings.queries().wire()),
                        reading)));
    server = listening;
    HostInfo here =
        HostInfo.buildFromEndpoint(
            settings
                .queries()
                .advertised()
                .orElse(settings.queries().listener().host() + ":" + listening.port()));
    SchemaRegistry registry = settings.registry().client();
    CompactedView<PipelineSpec> ofSpecs =
        CompactedView.open(Topics.PIPELINES, settings.kafka(), registry);
    specs = ofSpecs;
    CompactedView<BudgetDefinition> ofOperators =
        CompactedView.open(Topics.BUDGETS, settings.kafka(), registry);
    budgets = ofOperators;
    PublishedPrices book = PublishedPrices.open(settings.kafka(), registry);
    prices = book;
    Rates rates = new BookRates(book::book);
    Properties properties = properties(settings);
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, here.host() + ":" + here.port());
    KafkaStreams running =
        engine.apply(
            CostTopology.build(
                registry,
                new BookingProcessor.Parts(rates, settings.horizon(), settings.pace()),
                new LiveBudgets(ofSpecs, ofOperators, InstantSource.system())),
            properties);
    running.setUncaughtExceptionHandler(
        new DeadThreads("cost", settings.place().instance(), closing, PAUSE));
    running.start();
    measured = StreamsMeters.open(Meters.ofProcess(), NAME, running::metrics);
    streams = running;
    queries = new CostQueries(running, CostWindows.NAME, rates, here);
  }

  /** Where windows are asked for; known once it is started. */
  public URI address() {
    HttpServer open = server;
    if (open == null) {
      throw new IllegalStateException("cost-aggregator is not started");
    }
    return open.address();
  }

  @Override
  public Health health() {
    KafkaStreams running = streams;
    if (running == null) {
      return new Health.Starting();
    }
    return switch (running.state()) {
      case RUNNING -> new Health.Running();
      case CREATED, REBALANCING -> new Health.Starting();
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR ->
          new Health.Failed(
              "the topology of cost-aggregator is " + running.state() + ": its log says why");
    };
  }

  @Override
  public void close() {
    closing.countDown();
    Parts parts = new Parts(NAME);
    ExecutorService reading = readers;
    if (reading != null) {
      parts.add(reading::shutdownNow);
    }
    CompactedView<PipelineSpec> ofSpecs = specs;
    if (ofSpecs != null) {
      parts.add(ofSpecs);
    }
    CompactedView<BudgetDefinition> ofOperators = budgets;
    if (ofOperators != null) {
      parts.add(ofOperators);
    }
    PublishedPrices book = prices;
    if (book != null) {
      parts.add(book);
    }
    KafkaStreams running = streams;
    if (running != null) {
      parts.add(() -> running.close(STOP));
    }
    StreamsMeters meters = measured;
    if (meters != null) {
      parts.add(meters);
    }
    HttpServer open = server;
    if (open != null) {
      parts.add(open);
    }
    parts.close();
  }

  /** How Kafka Streams runs the topology of an instance with such settings. */
  public static Properties properties(CostSettings settings) {
    Properties properties =
        new StreamsInstance(
                settings.kafka(),
                GROUP,
                settings.place().instance(),
                settings.place().stateFolder(),
                settings.place().threads())
            .properties(COMMIT);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    // Sums do not depend on the order of predictions and shadow-predictions: neither waits for the
    // other, which Kafka Streams would look after for each record.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    return properties;
  }

  private Answer answer(WindowQuery query) {
    CostQueries open = queries;
    return open == null ? new Answer.Unknown() : open.answer(query);
  }

  private static Thread reader(Runnable work) {
    Thread thread = new Thread(work, "cost-reader");
    thread.setDaemon(true);
    return thread;
  }
}
