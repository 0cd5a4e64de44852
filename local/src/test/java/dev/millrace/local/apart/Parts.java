package dev.millrace.local.apart;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.local.kafka.BrokerProcess;
import dev.millrace.platform.kafka.KafkaConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * How each process of a factory is started, and how one sees that it is ready.
 *
 * @param folder of data, settings and logs
 * @param ports the same over all lives of a process
 * @param endpoint setup file of bedrock-local, which says how it misbehaves
 */
record Parts(Path folder, Ports ports, Optional<Path> endpoint) {

  /** What the one tenant's key is, and whose. */
  static final String KEY = "key-of-tests";

  static final String TENANT = "default";

  /** Calls that one instance of the stage may have under way. */
  static final int CALLS_AT_ONCE = 16;

  private static final String BUCKET = "millrace";
  private static final String ROLE = "arn:aws:iam::000000000000:role/millrace-jobs";
  private static final String LATENCY = "50ms";

  /**
   * An endpoint that has forgotten a connection is asked again soon; twice that is longer than any
   * network is held.
   */
  private static final String CALL_TIMEOUT = "4s";

  /**
   * An endpoint that starts again is back by then: pauses of up to two seconds, one on average, are
   * ten seconds in all. Longer ones would only have those of a storm wait when it is over.
   */
  private static final String RETRIES = "15";

  private static final String LONGEST_PAUSE = "2s";

  /**
   * One process.
   *
   * @param isReady looks at a life of it
   */
  record Part(JavaProcess.Launch launch, Predicate<JavaProcess> isReady) {

    private static Part service(JavaProcess.Launch launch, String service) {
      return new Part(launch, life -> life.said().contains(service + " is ready"));
    }
  }

  /**
   * Where everything listens on this machine.
   *
   * @param brokerSeen where clients see the broker, which may be a proxy's
   * @param registrySeen where clients see the registry
   * @param bedrockSeen where jobs see the endpoint
   */
  record Ports(
      int broker,
      int brokerSeen,
      int controller,
      int registry,
      int registrySeen,
      int bedrock,
      int bedrockSeen,
      int s3,
      int gateway,
      int flinkRest,
      int zooKeeper) {

    /**
     * Those below are common services', those above are given to connections (from 32768 on in
     * Linux): while a server is away, one to somebody else could take its port, and one to it could
     * even meet itself there.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    /** So many ports that nobody uses, each once, for servers that come and go. */
    static List<Integer> free(int count) {
      SplittableRandom random = new SplittableRandom();
      Set<Integer> found = new HashSet<>();
      while (found.size() < count) {
        int port = random.nextInt(LOWEST, HIGHEST);
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          found.add(probe.getLocalPort());
        } catch (IOException e) {
          // Somebody listens there.
        }
      }
      return List.copyOf(found);
    }
  }

  KafkaConnection kafka() {
    return KafkaConnection.plaintext("127.0.0.1:" + ports.brokerSeen());
  }

  URI registry() {
    return loopback(ports.registrySeen());
  }

  FlinkCluster flink() {
    return new FlinkCluster(folder.resolve("flink"), ports.flinkRest(), ports.zooKeeper());
  }

  Path personalDataKeys() {
    return folder.resolve("personal-data.keys");
  }

  Part broker() {
    try {
      return new Part(
          BrokerProcess.launch(
              folder.resolve("kafka"),
              logs(),
              new BrokerProcess.Ports(ports.broker(), ports.controller(), ports.brokerSeen())),
          life -> BrokerProcess.serves(kafka()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Part schemaRegistry() {
    return service(
        new Program("registry", "local", "dev.millrace.local.registry.SchemaRegistryMain"),
        "registry",
        Map.of(
            "kafka.bootstrap",
            kafka().bootstrap(),
            "registry.port",
            String.valueOf(ports.registry())));
  }

  Part bedrock() {
    Map<String, String> settings = new HashMap<>();
    settings.put("bedrock.port", String.valueOf(ports.bedrock()));
    settings.put("bedrock.s3.port", String.valueOf(ports.s3()));
    settings.put("bedrock.s3.buckets", BUCKET);
    settings.put("bedrock.latency", LATENCY);
    settings.put("bedrock.invocations", folder.resolve("bedrock/invocations.jsonl").toString());
    endpoint.ifPresent(setup -> settings.put("bedrock.setup-file", setup.toString()));
    return service(
        new Program("bedrock", "bedrock-local", "dev.millrace.bedrock.BedrockLocalMain"),
        "bedrock-local",
        settings);
  }

  /** The jobs that are processes of their own, by name; some have two instances. */
  Map<String, Part> jobs() {
    Map<String, Part> jobs = new LinkedHashMap<>();
    jobs.put("gateway", ingestion("gateway", ports.gateway(), 0));
    for (int instance = 0; instance < 2; instance++) {
      jobs.put("ingestion-" + instance, ingestion("ingestion-" + instance, 0, 1));
      jobs.put("cost-" + instance, cost("cost-" + instance));
      jobs.put("lifecycle-" + instance, lifecycle("lifecycle-" + instance));
    }
    Map<String, String> settings = withEndpoints();
    settings.put("aws.cloudwatch.endpoint", bedrockSeen());
    jobs.put(
        "publisher",
        service(
            new Program("publisher", "metrics-publisher", "dev.millrace.publisher.PublisherMain"),
            "metrics-publisher",
            settings));
    return jobs;
  }

  /** The settings of inference-stream, in a file. */
  Path inferenceSettings() {
    Map<String, String> settings = withEndpoints();
    settings.put("aws.bedrock.endpoint", bedrockSeen());
    settings.put("inference.calls-at-once", String.valueOf(CALLS_AT_ONCE));
    settings.put("inference.call-timeout", CALL_TIMEOUT);
    settings.put("inference.retry.calls", RETRIES);
    settings.put("inference.retry.cap", LONGEST_PAUSE);
    return settings("inference", settings);
  }

  /** The settings of drift-detector, in a file. */
  Path driftSettings() {
    Map<String, String> settings = connections();
    settings.put("drift.lateness", "5s");
    return settings("drift", settings);
  }

  /** With a gateway; where it has no threads, it leaves the work behind it to others. */
  private Part ingestion(String instance, int port, int threads) {
    Map<String, String> settings = connections();
    settings.put("ingestion.instance", instance);
    settings.put("ingestion.threads", String.valueOf(threads));
    settings.put("ingestion.gateway.port", String.valueOf(port));
    settings.put("ingestion.keys", ApiKeys.digest(KEY) + "=" + TENANT);
    settings.put("ingestion.personal-data.keys-file", personalDataKeys().toString());
    settings.put("ingestion.state-folder", state(instance));
    return service(
        new Program(instance, "ingestion", "dev.millrace.ingestion.IngestionMain"),
        "ingestion",
        settings);
  }

  private Part cost(String instance) {
    Map<String, String> settings = connections();
    settings.put("cost.instance", instance);
    settings.put("cost.queries.port", "0");
    settings.put("cost.state-folder", state(instance));
    return service(
        new Program(instance, "cost-aggregator", "dev.millrace.cost.CostMain"),
        "cost-aggregator",
        settings);
  }

  private Part lifecycle(String instance) {
    Map<String, String> settings = withEndpoints();
    settings.put("aws.bedrock.endpoint", bedrockSeen());
    settings.put("aws.bedrock.control-endpoint", bedrockSeen());
    settings.put("aws.s3.endpoint", loopback(ports.s3()).toString());
    settings.put("lifecycle.bucket", BUCKET);
    settings.put("lifecycle.role-arn", ROLE);
    settings.put("lifecycle.instance", instance);
    settings.put("lifecycle.state-folder", state(instance));
    return service(
        new Program(instance, "model-lifecycle", "dev.millrace.lifecycle.LifecycleMain"),
        "model-lifecycle",
        settings);
  }

  /** A main class, packaged in a module. */
  private record Program(String name, String module, String main) {}

  private Part service(Program program, String service, Map<String, String> settings) {
    List<String> options = new ArrayList<>(Packaged.module(program.module()));
    options.add("-Xmx256m");
    return Part.service(
        new JavaProcess.Launch(
            program.name(),
            logs(),
            options,
            program.main(),
            List.of(settings(program.name(), settings).toString()),
            Map.of("MILLRACE_ENGINE_LOG_LEVEL", "WARN")),
        service);
  }

  private Map<String, String> connections() {
    return new HashMap<>(
        Map.of("kafka.bootstrap", kafka().bootstrap(), "registry.address", registry().toString()));
  }

  private Map<String, String> withEndpoints() {
    Map<String, String> settings = connections();
    settings.put("aws.region", "us-east-1");
    settings.put("aws.access-key-id", "local");
    settings.put("aws.secret-access-key", "local");
    return settings;
  }

  private String bedrockSeen() {
    return loopback(ports.bedrockSeen()).toString();
  }

  private String state(String instance) {
    return folder.resolve("streams").resolve(instance).toString();
  }

  private Path logs() {
    return folder.resolve("logs");
  }

  private Path settings(String name, Map<String, String> values) {
    Path file = folder.resolve("settings").resolve(name + ".properties");
    Properties properties = new Properties();
    properties.putAll(values);
    try {
      Files.createDirectories(file.getParent());
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static URI loopback(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
