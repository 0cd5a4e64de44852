package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.local.apart.Fault.Line;
import dev.millrace.local.apart.Parts.Part;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.FactoryAddress;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.schemas.gate.StartUpGate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The factory with each part in a process of its own, run from what the build has packaged: broker,
 * registry, endpoint, gateway, two instances of each Kafka Streams job, and a Flink cluster with
 * ZooKeeper and a TaskManager to spare. Broker, registry, gateway and endpoint are behind {@link
 * TcpProxy proxies}. A process that ends of itself is started again, as a supervisor does.
 *
 * <p><i>Owner</i>: whoever starts it closes it; everything ends with it.
 */
final class Apart implements AutoCloseable {

  static final String BROKER = "broker";
  static final String REGISTRY = "registry";
  static final String BEDROCK = "bedrock";
  static final String ZOO_KEEPER = "zookeeper";
  static final String JOB_MANAGER = "jobmanager";
  static final List<String> TASK_MANAGERS = List.of("taskmanager-0", "taskmanager-1");

  /** What the others ask besides Kafka. */
  static final List<String> SERVICES = List.of(REGISTRY, BEDROCK, ZOO_KEEPER);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int REPLICATION = 1;

  /** Answers that are being written when a life of the stage ends, besides those under way. */
  private static final int LOST_AT_A_KILL = 2 * Parts.CALLS_AT_ONCE;

  private final Parts parts;
  private final Map<String, Part> known = new LinkedHashMap<>();
  private final Lives lives = new Lives();
  private final Map<Line, TcpProxy> proxies;
  private final FlinkRest rest;
  private final FlinkJob inference;
  private final FlinkJob drift;
  private int parallelism = 1;

  /** When the tasks of the stage began whose life was noted last. */
  private Instant noted = Instant.EPOCH;

  private int stageLives;

  private Apart(Parts parts, Map<Line, TcpProxy> proxies) {
    this.parts = parts;
    this.proxies = proxies;
    FlinkCluster flink = parts.flink();
    this.rest = new FlinkRest(flink.restPort());
    this.inference = new FlinkJob(rest, "inference-stream", parts.inferenceSettings());
    this.drift = new FlinkJob(rest, "drift-detector", parts.driftSettings());
    known.put(BROKER, parts.broker());
    known.put(REGISTRY, parts.schemaRegistry());
    known.put(BEDROCK, parts.bedrock());
    known.putAll(parts.jobs());
    known.put(ZOO_KEEPER, new Part(flink.zooKeeper(), life -> flink.zooKeeperListens()));
    known.put(JOB_MANAGER, new Part(flink.jobManager(), life -> rest.taskManagers().isPresent()));
    for (int number = 0; number < TASK_MANAGERS.size(); number++) {
      // A job waits for it; that it says nothing to anybody is no fault.
      known.put(TASK_MANAGERS.get(number), new Part(flink.taskManager(number), life -> true));
    }
  }

  /**
   * Starts all of it, and returns when it takes events and ends them.
   *
   * @param endpoint setup file of bedrock-local, where it shall misbehave
   */
  static Apart start(Path folder, Optional<Path> endpoint) throws Exception {
    List<Integer> free = Parts.Ports.free(8);
    Map<Line, TcpProxy> proxies = new EnumMap<>(Line.class);
    proxies.put(Line.ALL_TO_BROKER, TcpProxy.before(free.get(0)));
    proxies.put(Line.ALL_TO_REGISTRY, TcpProxy.before(free.get(2)));
    proxies.put(Line.JOBS_TO_ENDPOINT, TcpProxy.before(free.get(3)));
    proxies.put(Line.CLIENTS_TO_GATEWAY, TcpProxy.before(free.get(5)));
    Parts parts =
        new Parts(
            folder,
            new Parts.Ports(
                free.get(0),
                proxies.get(Line.ALL_TO_BROKER).port(),
                free.get(1),
                free.get(2),
                proxies.get(Line.ALL_TO_REGISTRY).port(),
                free.get(3),
                proxies.get(Line.JOBS_TO_ENDPOINT).port(),
                free.get(4),
                free.get(5),
                free.get(6),
                free.get(7)),
            endpoint);
    Apart apart = new Apart(parts, proxies);
    boolean isReady = false;
    try {
      apart.start();
      isReady = true;
      return apart;
    } finally {
      if (!isReady) {
        apart.close();
      }
    }
  }

  private void start() throws Exception {
    new KeyLines(new SecureRandom()).create(parts.personalDataKeys());
    parts.flink().prepare();
    begin(ZOO_KEEPER);
    start(BROKER);
    begin(BEDROCK);
    begin(JOB_MANAGER);
    TASK_MANAGERS.forEach(this::begin);
    TopicCreator.create(parts.kafka(), REPLICATION);
    start(REGISTRY);
    new StartUpGate(RegistryConnection.open(parts.registry()).client()).pass();
    parts.jobs().keySet().forEach(this::begin);
    names().forEach(this::awaitReady);
    submit(Optional.empty(), Optional.empty());
    lives.mind();
  }

  /** The names of all that runs. */
  List<String> names() {
    return lives.names();
  }

  /** Starts what does not run, and waits until it is ready. */
  void start(String name) {
    begin(name);
    awaitReady(name);
  }

  /** As {@code kill -9} does; it is not started again before somebody says so. */
  void kill(String name) throws InterruptedException {
    lives.leave(name);
    life(name).kill();
  }

  /** Stops it, and starts it again. */
  void restart(String name) throws InterruptedException {
    lives.leave(name);
    life(name).stop();
    start(name);
  }

  /** It can write to no file for a while; where it ends of that, nobody starts it before. */
  void fillDisk(String name) {
    lives.leave(name);
    life(name).fillDisk();
  }

  /** It can write again, and is started again where it has ended, be it now or soon. */
  void emptyDisk(String name) {
    life(name).emptyDisk();
    lives.mind(name);
  }

  /** Kills it, and starts it again; the jobs of a Flink cluster go on at their last checkpoint. */
  void replace(String name) throws InterruptedException {
    kill(name);
    start(name);
  }

  /** Stops the jobs of the cluster with savepoints, and lets twice as many instances go on. */
  void rescale() throws Exception {
    String inferenceState = inference.stop();
    String driftState = drift.stop();
    parallelism = 2;
    submit(Optional.of(inferenceState), Optional.of(driftState));
  }

  /**
   * Notes for the books whether the stage has begun anew, and so what its life before may have
   * lost. To be called when it is at work again after whatever befell it.
   */
  void noteLife() {
    Instant began =
        await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK)
            .until(inference::began, Optional::isPresent)
            .orElseThrow();
    if (began.isAfter(noted)) {
      noted = began;
      stageLives++;
      running().folder().starts().started(began, parallelism * LOST_AT_A_KILL);
    }
  }

  /** How often the stage has begun, the first time included. */
  int stageLives() {
    return stageLives;
  }

  /** How many processes have ended of themselves, and were started again. */
  int revived() {
    return lives.revived();
  }

  JavaProcess life(String name) {
    return lives.of(name);
  }

  /** What stands in a line. */
  TcpProxy proxy(Line line) {
    return Objects.requireNonNull(proxies.get(line));
  }

  /** As the command line sees a factory. */
  RunningFactory running() {
    return new RunningFactory(
        DataFolder.at(parts.folder()),
        new FactoryAddress(
            Parts.loopback(proxy(Line.CLIENTS_TO_GATEWAY).port()),
            parts.kafka().bootstrap(),
            parts.registry(),
            Parts.loopback(parts.ports().bedrock()),
            Parts.loopback(parts.ports().s3()),
            ProcessHandle.current().pid()),
        Parts.KEY,
        parts.kafka());
  }

  @Override
  public void close() {
    lives.close();
    proxies.values().forEach(TcpProxy::close);
  }

  private void submit(Optional<String> inferenceState, Optional<String> driftState)
      throws IOException {
    inference.submit(parallelism, inferenceState);
    drift.submit(parallelism, driftState);
    inference.awaitRunning();
    drift.awaitRunning();
    noteLife();
  }

  private void begin(String name) {
    lives.begin(part(name).launch());
  }

  private void awaitReady(String name) {
    life(name).awaitReady(part(name).isReady(), PATIENCE);
  }

  private Part part(String name) {
    Part part = known.get(name);
    assertThat(part).as("there is a part called %s", name).isNotNull();
    return part;
  }
}
