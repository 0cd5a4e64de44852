package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.platform.http.Routes;
import java.util.Optional;

/**
 * What is under the path of a setting: its value for all subjects and for one.
 *
 * @param <T> its values
 */
record SettingEndpoints<T extends Enum<T>>(
    SettingName<T> name, PerSubject<T> setting, SchemaLog log, Turns turns) {

  void addTo(Routes routes) {
    String own = name.path() + "/{subject}";
    routes
        .on("GET", name.path(), turns.endpoint(call -> json(name.shown(), setting.global())))
        .on("PUT", name.path(), turns.endpoint(call -> set(Optional.empty(), call)))
        .on("DELETE", name.path(), turns.endpoint(call -> unset(Optional.empty())))
        .on("GET", own, turns.endpoint(this::own))
        .on("PUT", own, turns.endpoint(call -> set(Optional.of(call.subject()), call)))
        .on("DELETE", own, turns.endpoint(call -> unset(Optional.of(call.subject()))));
  }

  private JsonNode own(RegistryCall call) {
    Optional<T> own = setting.own(call.subject());
    if (own.isEmpty() && !call.isSet("defaultToGlobal")) {
      throw name.unset(call.subject());
    }
    return json(name.shown(), own.orElse(setting.global()));
  }

  private JsonNode set(Optional<String> subject, RegistryCall call) {
    T value = name.value(call.body().path(name.given()).asText()).orElseThrow(() -> name.invalid());
    log.writeSetting(name, subject, Optional.of(value));
    setting.set(subject, Optional.of(value));
    return json(name.given(), value);
  }

  private JsonNode unset(Optional<String> subject) {
    T before = subject.map(setting::of).orElse(setting.global());
    log.writeSetting(name, subject, Optional.empty());
    setting.set(subject, Optional.empty());
    return json(name.shown(), before);
  }

  private JsonNode json(String property, T value) {
    return JsonNodeFactory.instance.objectNode().put(property, value.name());
  }
}
