package dev.millrace.local.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.UUID;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * The broker's side of AWS_MSK_IAM: one message of the client, one answer. Whoever it is, is known
 * by the ARN of their role.
 */
final class IamSaslServer implements SaslServer {

  static final String MECHANISM = "AWS_MSK_IAM";

  private @Nullable String roleArn;

  /** Makes the mechanism known to this process. */
  static void register() {
    Security.addProvider(new IamProvider());
  }

  @Override
  public String getMechanismName() {
    return MECHANISM;
  }

  @Override
  public byte[] evaluateResponse(byte[] response) {
    String id = UUID.randomUUID().toString();
    // As brokers of MSK say it: the client is told no more.
    roleArn =
        IamDesk.onDuty()
            .authenticate(response)
            .orElseThrow(() -> new SaslAuthenticationException("[" + id + "]: Access denied"));
    return ("{\"version\":\"2020_10_22\",\"request-id\":\"" + id + "\"}").getBytes(UTF_8);
  }

  @Override
  public boolean isComplete() {
    return roleArn != null;
  }

  @Override
  public String getAuthorizationID() {
    if (roleArn == null) {
      throw new IllegalStateException("nobody is known yet");
    }
    return roleArn;
  }

  @Override
  public byte[] unwrap(byte[] incoming, int offset, int length) {
    throw new IllegalStateException(MECHANISM + " has no layer of its own");
  }

  @Override
  public byte[] wrap(byte[] outgoing, int offset, int length) {
    throw new IllegalStateException(MECHANISM + " has no layer of its own");
  }

  @Override
  public @Nullable Object getNegotiatedProperty(String name) {
    return null;
  }

  @Override
  public void dispose() {
    // It holds nothing.
  }

  private static final class IamProvider extends Provider {
    private static final long serialVersionUID = 1;

    IamProvider() {
      super("millrace-iam", "1", "the broker's side of " + MECHANISM);
      put("SaslServerFactory." + MECHANISM, Maker.class.getName());
    }
  }

  /** Made by the JDK, by its name. */
  public static final class Maker implements SaslServerFactory {

    @Override
    public @Nullable SaslServer createSaslServer(
        String mechanism,
        String protocol,
        String serverName,
        Map<String, ?> properties,
        CallbackHandler callbacks) {
      return mechanism.equals(MECHANISM) ? new IamSaslServer() : null;
    }

    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
      return new String[] {MECHANISM};
    }
  }
}
