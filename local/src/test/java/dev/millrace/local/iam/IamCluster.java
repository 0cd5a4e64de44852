package dev.millrace.local.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.local.kafka.GuardedKafka;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.KafkaSecurity;
import dev.millrace.schemas.access.ClusterArn;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.PolicyDocument;
import dev.millrace.schemas.access.Role;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A broker that lets in and allows what IAM would: over TLS, by AWS_MSK_IAM, by the policies that
 * are generated. Clients come with the settings of the platform and nothing else, assume their role
 * at a stand-in for STS, and sign with the library that AWS gives out.
 *
 * <p><i>Owner</i>: one at a time in a process: where its clients find trust, credentials, region
 * and STS are properties of the process.
 */
final class IamCluster implements AutoCloseable {

  static final String REGION = "eu-west-1";
  static final ClusterArn ARN =
      ClusterArn.parse(
          "arn:aws:kafka:eu-west-1:123456789012:cluster/millrace/0f0e0d0c-1b1a-4918-8716-151413121110-11");

  /** A role that may be assumed, and that no policy says anything about. */
  static final String STRANGER = roleArn("stranger");

  /** Of a tenant that writes to topics of its own. */
  static final String TENANT = roleArn("tenant-acme");

  private static final String PASSWORD = "changeit";

  private final Map<String, String> replaced = new HashMap<>();
  private final Deque<Runnable> parts = new ArrayDeque<>();
  private final IamDesk desk;
  private final int port;
  private final GuardedKafka kafka;

  IamCluster(Path folder, OwnTopics ownTopics) throws IOException, InterruptedException {
    IssuedCredentials credentials = new IssuedCredentials(InstantSource.system());
    Set<String> roles = new HashSet<>(Set.of(STRANGER, TENANT));
    for (Role role : Role.values()) {
      roles.add(roleArn(role.label()));
    }
    LocalSts sts = new LocalSts(roles, credentials);
    parts.push(sts::close);
    desk =
        new IamDesk(
            ARN, new PayloadCheck(credentials, REGION, GuardedKafka.HOST, InstantSource.system()));
    for (Role role : Role.values()) {
      desk.attach(roleArn(role.label()), PolicyDocument.of(role, ownTopics, ARN));
    }
    desk.attach(TENANT, PolicyDocument.ofTenant(ownTopics, ARN));
    desk.takeOver();

    Path identity = folder.resolve("broker.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "broker",
        "-keyalg",
        "EC",
        "-dname",
        "CN=broker",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        identity.toString());
    Path certificate = folder.resolve("broker.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "broker",
        "-keystore",
        identity.toString(),
        "-file",
        certificate.toString());
    Path trusted = folder.resolve("trusted.p12");
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "broker",
        "-file",
        certificate.toString(),
        "-keystore",
        trusted.toString());
    replace("javax.net.ssl.trustStore", trusted.toString());
    replace("javax.net.ssl.trustStorePassword", PASSWORD);
    replace("aws.region", REGION);
    replace("aws.accessKeyId", "AKIATEST");
    replace("aws.secretAccessKey", "of-the-process");
    replace("aws.endpointUrlSts", sts.address().toString());

    int[] ports = freePorts();
    port = ports[1];
    kafka =
        new GuardedKafka(
            folder.resolve("kafka"),
            ports,
            "SASL_SSL",
            Map.of(
                "authorizer.class.name",
                IamAuthorizer.class.getName(),
                "listener.ssl.keystore.location",
                identity.toString(),
                "listener.ssl.keystore.type",
                "PKCS12",
                "listener.ssl.keystore.password",
                PASSWORD,
                "listener.ssl.key.password",
                PASSWORD,
                "listener.sasl.enabled.mechanisms",
                IamSaslServer.MECHANISM,
                "listener.aws_msk_iam.sasl.jaas.config",
                IamLogin.class.getName() + " required;",
                "listener.aws_msk_iam.sasl.server.callback.handler.class",
                IamLogin.NoCallbacks.class.getName()));
    parts.push(kafka::close);
  }

  /** Who decides. */
  IamDesk desk() {
    return desk;
  }

  /** As whoever may do all: the listener of the broker itself. */
  KafkaConnection asItself() {
    return KafkaConnection.plaintext(kafka.open());
  }

  /** As one of the catalogue. */
  KafkaConnection as(Role role) {
    return as(roleArn(role.label()));
  }

  /** As any role of IAM. */
  KafkaConnection as(String roleArn) {
    return new KafkaConnection(bootstrap(), new KafkaSecurity.MskIam(Optional.of(roleArn)));
  }

  /** The same as settings of a job. */
  Map<String, String> settings(Role role) {
    return Map.of(
        "kafka.bootstrap", bootstrap(),
        "kafka.security", "msk-iam",
        "kafka.msk-iam.role", roleArn(role.label()));
  }

  static String roleArn(String name) {
    return "arn:aws:iam::123456789012:role/millrace-" + name;
  }

  private String bootstrap() {
    return GuardedKafka.HOST + ":" + port;
  }

  private void replace(String property, String value) {
    String before = System.setProperty(property, value);
    replaced.put(property, before == null ? "" : before);
  }

  @Override
  public void close() {
    parts.forEach(Runnable::run);
    replaced.forEach(
        (property, before) -> {
          if (before.isEmpty()) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, before);
          }
        });
  }

  private static int[] freePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0);
        ServerSocket three = new ServerSocket(0)) {
      return new int[] {one.getLocalPort(), two.getLocalPort(), three.getLocalPort()};
    }
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home")
                    + File.separator
                    + "bin"
                    + File.separator
                    + "keytool"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }
}
