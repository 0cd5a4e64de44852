package dev.millrace.local.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.iam.IssuedCredentials.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A stand-in for AWS STS: gives credentials of the roles that it knows. */
final class LocalSts implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Set<String> roles;
  private final IssuedCredentials credentials;

  LocalSts(Set<String> roles, IssuedCredentials credentials) throws IOException {
    this.roles = Set.copyOf(roles);
    this.credentials = credentials;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      Map<String, String> form = new TreeMap<>();
      for (String field : new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&")) {
        String[] parts = field.split("=", 2);
        form.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
      }
      String role = form.getOrDefault("RoleArn", "");
      boolean isKnown =
          form.getOrDefault("Action", "").equals("AssumeRole") && roles.contains(role);
      byte[] reply = (isKnown ? given(credentials.issue(role)) : denied(role)).getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/xml");
      exchange.sendResponseHeaders(isKnown ? 200 : 403, reply.length);
      exchange.getResponseBody().write(reply);
    } finally {
      exchange.close();
    }
  }

  private static String given(Issued issued) {
    return """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><AssumedRoleId>AROATEST:test</AssumedRoleId><Arn>%s/test</Arn></AssumedRoleUser>
        <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
        <SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>
        """
        .formatted(
            issued.roleArn(), issued.keyId(), issued.secret(), issued.token(), issued.expires());
  }

  private static String denied(String role) {
    return """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>AccessDenied</Code><Message>not authorized to assume %s</Message></Error></ErrorResponse>
        """
        .formatted(role);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
