package dev.millrace.local.iam;

import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.spi.LoginModule;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/** What Kafka wants of a mechanism besides its server: a broker here has nothing to log in with. */
public final class IamLogin implements LoginModule {

  @Override
  public void initialize(
      Subject subject,
      CallbackHandler callbacks,
      Map<String, ?> sharedState,
      Map<String, ?> options) {
    IamSaslServer.register();
  }

  @Override
  public boolean login() {
    return true;
  }

  @Override
  public boolean commit() {
    return true;
  }

  @Override
  public boolean abort() {
    return false;
  }

  @Override
  public boolean logout() {
    return true;
  }

  /** The server asks nobody. */
  public static final class NoCallbacks implements AuthenticateCallbackHandler {

    @Override
    public void configure(
        Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
      // Nothing to configure.
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
      for (Callback callback : callbacks) {
        throw new UnsupportedCallbackException(callback);
      }
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
