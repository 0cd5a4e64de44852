package dev.millrace.local.factory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Where a factory listens, on loopback; 0 picks a free one.
 *
 * @param gateway HTTP
 * @param kafka Kafka
 * @param registry HTTP
 * @param bedrock HTTP
 * @param s3 HTTP
 */
public record Ports(int gateway, int kafka, int registry, int bedrock, int s3) {

  private static final int GATEWAY = 8080;
  private static final int KAFKA = 9092;
  private static final int REGISTRY = 8081;
  private static final int BEDROCK = 8088;
  private static final int HIGHEST = 65_535;

  public Ports {
    Set<Integer> seen = new HashSet<>();
    for (int port : new int[] {gateway, kafka, registry, bedrock, s3}) {
      if (port != 0 && !seen.add(port)) {
        throw new IllegalArgumentException("port " + port + " is given to two services");
      }
      if (port < 0 || port > HIGHEST) {
        throw new IllegalArgumentException(
            "port " + port + " does not exist, expected 0 to " + HIGHEST);
      }
    }
  }

  /** The usual ones, all moved by the same number. */
  public static Ports offset(int offset) {
    return new Ports(
        GATEWAY + offset,
        KAFKA + offset,
        REGISTRY + offset,
        BEDROCK + offset,
        s3Beside(BEDROCK + offset));
  }

  /** Where S3 is when it is not said: behind Bedrock, as the stand-in alone has it. */
  public static int s3Beside(int bedrock) {
    return bedrock == 0 || bedrock == HIGHEST ? 0 : bedrock + 1;
  }

  /**
   * Makes sure that nobody listens there.
   *
   * @throws FactoryException naming the port and the option that sets it
   */
  public void requireFree() {
    requireFree(gateway, "--gateway-port");
    requireFree(kafka, "--kafka-port");
    requireFree(registry, "--registry-port");
    requireFree(bedrock, "--bedrock-port");
    requireFree(s3, "--s3-port");
  }

  private static void requireFree(int port, String option) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new FactoryException(
          "port "
              + port
              + " is taken: stop what uses it, or choose another with "
              + option
              + ", --port-offset or --free-ports");
    }
  }

  /** Whatever is free. */
  public static Ports free() {
    return new Ports(0, 0, 0, 0, 0);
  }
}
