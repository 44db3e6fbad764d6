"""Settings: environment (BRIGHTKITCHEN_…) over brightkitchen.toml over defaults. Read once, never changed."""

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

_HOST = r"[^\s:?@/]+(:\d{1,5})?"


def _listed(value: Any) -> Any:
    """Addresses one after another in one text, as an environment variable has them."""
    return value.split() if isinstance(value, str) else value


StunUrls = Annotated[
    tuple[Annotated[str, Field(pattern=f"^stun:{_HOST}$")], ...], NoDecode, BeforeValidator(_listed)
]
TurnUrls = Annotated[
    tuple[Annotated[str, Field(pattern=rf"^turns?:{_HOST}(\?transport=(udp|tcp))?$")], ...],
    NoDecode,
    BeforeValidator(_listed),
]


Networks = Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_listed)]


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
    trusted_proxies: Networks = Field(
        ("127.0.0.1", "::1"),
        validate_default=True,
        description="addresses of the TLS proxies, whose word is taken for where a request comes from",
    )
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
    udp_ports: Annotated[str, Field(pattern=r"^\d{1,5}-\d{1,5}$")] | None = Field(
        None, description="UDP ports that live video uses, such as 50000-50199; any when absent"
    )
    stun_urls: StunUrls = Field((), description="stun:host:port, several with spaces between them")
    turn_urls: TurnUrls = Field((), description="turn:host:port?transport=udp, several with spaces between")
    turn_secret: SecretStr | None = Field(
        None, description="shared with the TURN server (coturn: static-auth-secret): user names for an hour"
    )
    turn_username: str | None = Field(None, description="where the TURN server shares no secret")
    turn_password: SecretStr | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        first, last = self.udp_range or (1, 1)
        if not 1 <= first <= last <= 65535:
            raise ValueError("udp_ports must be FIRST-LAST, within 1 to 65535")
        if self.turn_urls and not (self.turn_secret or (self.turn_username and self.turn_password)):
            raise ValueError("turn_urls need turn_secret, or turn_username and turn_password")
        return self

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
    def udp_range(self) -> tuple[int, int] | None:
        """The first and the last UDP port for live video."""
        if self.udp_ports is None:
            return None
        first, _, last = self.udp_ports.partition("-")
        return int(first), int(last)

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
