package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.local.apart.Parts.Part;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.FactoryAddress;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.schemas.gate.StartUpGate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The factory with each part in a process of its own, run from what the build has packaged: broker,
 * registry, endpoint, gateway, two instances of each Kafka Streams job, and a Flink cluster. The
 * gateway and the endpoint are behind {@link TcpProxy proxies}.
 *
 * <p><i>Owner</i>: whoever starts it closes it; everything ends with it.
 */
final class Apart implements AutoCloseable {

  static final String BROKER = "broker";
  static final String REGISTRY = "registry";
  static final String BEDROCK = "bedrock";
  static final String JOB_MANAGER = "jobmanager";
  static final String TASK_MANAGER = "taskmanager-0";

  /** What jobs ask besides Kafka. */
  static final List<String> SERVICES = List.of(REGISTRY, BEDROCK);

  private static final String SECOND_TASK_MANAGER = "taskmanager-1";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int REPLICATION = 1;

  /** Answers that are being written when a life of the stage ends, besides those under way. */
  private static final int LOST_AT_A_KILL = 2 * Parts.CALLS_AT_ONCE;

  private final Parts parts;
  private final Map<String, Part> known = new LinkedHashMap<>();
  private final Map<String, JavaProcess> lives = new LinkedHashMap<>();
  private final TcpProxy gatewayProxy;
  private final TcpProxy bedrockProxy;
  private final FlinkRest rest;
  private final FlinkJob inference;
  private final FlinkJob drift;
  private int parallelism = 1;

  private Apart(Parts parts, TcpProxy gatewayProxy, TcpProxy bedrockProxy) {
    this.parts = parts;
    this.gatewayProxy = gatewayProxy;
    this.bedrockProxy = bedrockProxy;
    FlinkCluster flink = parts.flink();
    this.rest = new FlinkRest(flink.restPort());
    this.inference = new FlinkJob(flink, "inference-stream", parts.inferenceSettings());
    this.drift = new FlinkJob(flink, "drift-detector", parts.driftSettings());
    known.put(BROKER, parts.broker());
    known.put(REGISTRY, parts.schemaRegistry());
    known.put(BEDROCK, parts.bedrock());
    known.putAll(parts.jobs());
    known.put(JOB_MANAGER, new Part(flink.jobManager(), life -> rest.freeSlots().isPresent()));
    // A job waits for it; that it says nothing to anybody is no fault.
    known.put(TASK_MANAGER, new Part(flink.taskManager(0), life -> true));
    known.put(SECOND_TASK_MANAGER, new Part(flink.taskManager(1), life -> true));
  }

  /**
   * Starts all of it, and returns when it takes events and ends them.
   *
   * @param endpoint setup file of bedrock-local, where it shall misbehave
   */
  static Apart start(Path folder, Optional<Path> endpoint) throws Exception {
    List<Integer> free = Parts.Ports.free(8);
    TcpProxy gatewayProxy = TcpProxy.before(free.get(5));
    TcpProxy bedrockProxy = TcpProxy.before(free.get(3));
    Parts parts =
        new Parts(
            folder,
            new Parts.Ports(
                free.get(0),
                free.get(1),
                free.get(2),
                free.get(3),
                bedrockProxy.port(),
                free.get(4),
                free.get(5),
                free.get(6),
                free.get(7)),
            endpoint);
    Apart apart = new Apart(parts, gatewayProxy, bedrockProxy);
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
    start(BROKER);
    begin(BEDROCK);
    begin(JOB_MANAGER);
    begin(TASK_MANAGER);
    TopicCreator.create(parts.kafka(), REPLICATION);
    start(REGISTRY);
    new StartUpGate(RegistryConnection.open(parts.registry()).client()).pass();
    parts.jobs().keySet().forEach(this::begin);
    for (String name : lives.keySet()) {
      awaitReady(name);
    }
    submit(Optional.empty(), Optional.empty());
  }

  /** The names of all that runs. */
  List<String> names() {
    return List.copyOf(lives.keySet());
  }

  /** Starts what does not run, and waits until it is ready. */
  void start(String name) {
    begin(name);
    awaitReady(name);
  }

  /** As {@code kill -9} does. */
  void kill(String name) throws InterruptedException {
    life(name).kill();
  }

  /** Kills it, and starts it again; the jobs of a Flink cluster go on at their last checkpoint. */
  void replace(String name) throws Exception {
    kill(name);
    switch (name) {
      case JOB_MANAGER -> {
        start(name);
        // Their old lives have to be over: slots are what a TaskManager gives up last.
        awaitFreeSlots();
        submit(inference.newestState(), drift.newestState());
      }
      case TASK_MANAGER -> {
        noteLife();
        start(name);
        inference.awaitRunning();
        drift.awaitRunning();
      }
      default -> start(name);
    }
  }

  /** Stops the jobs of the cluster with savepoints, and lets twice as many instances go on. */
  void rescale() throws Exception {
    String inferenceState = inference.stop();
    String driftState = drift.stop();
    start(SECOND_TASK_MANAGER);
    parallelism = 2;
    submit(Optional.of(inferenceState), Optional.of(driftState));
  }

  JavaProcess life(String name) {
    JavaProcess life = lives.get(name);
    assertThat(life).as("%s was started", name).isNotNull();
    return life;
  }

  TcpProxy gatewayProxy() {
    return gatewayProxy;
  }

  TcpProxy bedrockProxy() {
    return bedrockProxy;
  }

  /** As the command line sees a factory. */
  RunningFactory running() {
    return new RunningFactory(
        DataFolder.at(parts.folder()),
        new FactoryAddress(
            Parts.loopback(gatewayProxy.port()),
            parts.kafka().bootstrap(),
            parts.registry(),
            Parts.loopback(parts.ports().bedrock()),
            Parts.loopback(parts.ports().s3()),
            ProcessHandle.current().pid()),
        Parts.KEY,
        KafkaConnection.plaintext(parts.kafka().bootstrap()));
  }

  @Override
  public void close() {
    lives.values().forEach(JavaProcess::close);
    gatewayProxy.close();
    bedrockProxy.close();
  }

  private void submit(Optional<String> inferenceState, Optional<String> driftState)
      throws IOException {
    noteLife();
    inference.submit(parallelism, inferenceState);
    drift.submit(parallelism, driftState);
  }

  /** What the end of this life of the stage may lose, for the books. */
  private void noteLife() {
    running().folder().starts().started(Instant.now(), parallelism * LOST_AT_A_KILL);
  }

  private void awaitFreeSlots() {
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> rest.freeSlots().filter(free -> free >= 2 * parallelism).isPresent());
  }

  private void begin(String name) {
    lives.put(name, part(name).launch().start());
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
