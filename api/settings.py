"""Settings: environment (BRIGHTKITCHEN_…) over brightkitchen.toml over defaults. Read once, never changed."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="BRIGHTKITCHEN_", toml_file="brightkitchen.toml", frozen=True, extra="forbid"
    )

    data_dir: Path = Field(Path("data"), description="where the SQLite database and the evidence live")
    database_url: SecretStr | None = Field(
        None, description="sqlite:///… or postgresql://…; SQLite in data_dir when absent"
    )
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8420, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    https: bool = Field(False, description="the service is reached by HTTPS only: cookies become Secure")
    session_hours: float = Field(12, gt=0, description="how long a sign-in lasts")
    analysed_fps: float = Field(4, gt=0, le=30, description="most frames per second analysed of one camera")
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="bearer token that opens /api/metrics to a monitoring system; closed when absent",
    )
    input_size: int | None = Field(
        None, ge=64, le=1920, multiple_of=32, description="longer side the detector sees, px; the model's own"
    )
    detector_threads: int = Field(2, ge=1, le=64, description="CPU threads the detector may use")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'brightkitchen.db'}"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def evidence_dir(self) -> Path:
        return self.data_dir / "evidence"
