package dev.millrace.local.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A node with one listener more than its own, which others come to by another security protocol;
 * its own, without any, is for itself and for tests.
 */
public final class GuardedKafka implements AutoCloseable {

  /** Where the further listener is. */
  public static final String HOST = "localhost";

  private static final String LISTENER = "GUARDED";

  private final String open;
  private final KafkaRaftServer server;

  /**
   * Starts it.
   *
   * @param ports of its own listener, the further one, and the controller's
   * @param protocol of the further listener
   * @param guard settings of the node; those of the further listener are without its prefix, and
   *     begin with {@code listener.}
   */
  public GuardedKafka(Path folder, int[] ports, String protocol, Map<String, String> guard) {
    open = NodeProperties.HOST + ":" + ports[0];
    new LogFolder(folder).prepare();
    Properties properties = NodeProperties.of(folder, ports[0], ports[2]);
    String further = "," + LISTENER + "://" + HOST + ":" + ports[1];
    properties.merge("listeners", further, (own, one) -> own + (String) one);
    properties.merge("advertised.listeners", further, (own, one) -> own + (String) one);
    properties.merge(
        "listener.security.protocol.map",
        "," + LISTENER + ":" + protocol,
        (own, one) -> own + (String) one);
    guard.forEach(
        (key, value) ->
            properties.put(
                key.startsWith("listener.")
                    ? "listener.name.guarded." + key.substring("listener.".length())
                    : key,
                value));
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
  }

  /** Host and port of its own listener. */
  public String open() {
    return open;
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
