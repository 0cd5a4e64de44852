package dev.millrace.local.registry;

/** Which versions a call sees. */
enum Visibility {
  LIVE {
    @Override
    boolean shows(RegisteredSchema version) {
      return !version.deleted();
    }
  },
  DELETED {
    @Override
    boolean shows(RegisteredSchema version) {
      return version.deleted();
    }
  },
  ALL {
    @Override
    boolean shows(RegisteredSchema version) {
      return true;
    }
  };

  abstract boolean shows(RegisteredSchema version);
}
