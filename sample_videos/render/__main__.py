"""`python -m sample_videos.render pictures|sprites|clips`: the renderer's command line."""

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sample_videos.render", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    pictures = commands.add_parser("pictures", help="labelled training pictures")
    sprites = commands.add_parser("sprites", help="hats and masks to lay over real pictures")
    for command in (pictures, sprites):
        command.add_argument("--count", type=int, required=True)
        command.add_argument("--seed", type=int, default=0, help="seed of the first picture")
    clips = commands.add_parser("clips", help="sample clips with their ground truth")
    clips.add_argument(
        "--frames", type=Path, required=True, help="folder that keeps single frames, to resume from"
    )
    clips.add_argument("names", nargs="*", help="which clips (default: all)")
    for command in (pictures, sprites, clips):
        command.add_argument(
            "--assets", type=Path, required=True, help="MakeHuman's base mesh, rig and targets"
        )
        command.add_argument("--out", type=Path, required=True)
        command.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.command == "pictures":
        from sample_videos.render.pictures import make_pictures

        make_pictures(options.assets, options.out, options.count, options.seed, options.threads)
    elif options.command == "sprites":
        from sample_videos.render.sprites import make_sprites

        make_sprites(options.assets, options.out, options.count, options.seed, options.threads)
    else:
        from sample_videos.render.clips import make_clips

        make_clips(options.assets, options.out, options.frames, tuple(options.names), options.threads)


if __name__ == "__main__":
    main()
